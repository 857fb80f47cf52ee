using System.CommandLine;
using Pushy.Cli.Output;
using Pushy.Cli.Profiles;
using Pushy.Contracts.Nodes;

namespace Pushy.Cli.Nodes;

/// <summary><c>pushy node list|status|doctor</c>.</summary>
internal static class NodeCommand
{
    private static readonly string[] States =
    [
        NodePresenceWords.Online, NodePresenceWords.Offline, NodePresenceWords.NeverSeen, NodePresenceWords.Available, NodePresenceWords.Busy, NodePresenceWords.Rehabilitating,
    ];

    public static Command Create(Terminal terminal) => new("node", "Look at nodes.") { List(terminal), Status(terminal), NodeDoctorCommand.Create(terminal) };

    private static Command List(Terminal terminal)
    {
        var match = new Option<string>("--match") { Description = "Only names that fit, as in 'web*'.", HelpName = "PATTERN" };
        var state = new Option<string>("--state") { Description = $"Only nodes that are so: {string.Join(", ", States)}.", HelpName = "STATE" };
        var online = new Option<bool>("--online") { Description = "The same as --state online." };
        state.AcceptOnlyFromAmong(States);
        var command = new Command("list", "All nodes that have joined, connected or not, with what each does and when it was last seen.") { match, state, online };
        var connection = new ConnectionOptions(command, terminal);
        var format = new FormatOptions(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var open = connection.Open(parsed);
            var nodes = await open.Client.NodesAsync(parsed.GetValue(match), parsed.GetValue(state) ?? (parsed.GetValue(online) ? NodePresenceWords.Online : null), ct);
            await NodeTable.PrintAsync(terminal, nodes, format.Of(parsed));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Status(Terminal terminal)
    {
        var nodes = new Argument<string[]>("NODE") { Description = "Nodes to look at; all connected ones unless given.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("status", "Whether nodes are connected, and what they do. A name that nobody has was never seen.") { nodes };
        var connection = new ConnectionOptions(command, terminal);
        var format = new FormatOptions(command);
        command.SetAction(async (parsed, ct) =>
        {
            var names = NodeNames.Checked(parsed.GetValue(nodes) ?? []);
            using var open = connection.Open(parsed);
            await NodeTable.PrintAsync(terminal, await FindAsync(open, names, ct), format.Of(parsed));
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<IReadOnlyList<NodeDocument>> FindAsync(Connection open, IReadOnlyList<string> names, CancellationToken ct)
    {
        if (names.Count == 0)
            return await open.Client.NodesAsync(null, NodePresenceWords.Online, ct);
        List<NodeDocument> found = [];
        foreach (var name in names)
        {
            found.Add((await open.Client.NodesAsync(name, null, ct)).FirstOrDefault(node => node.Name == name)
                ?? new NodeDocument(name, NodePresenceWords.NeverSeen, NodePresenceWords.Unavailable));
        }

        return found;
    }
}
