using System.CommandLine;
using System.Text.Json.Nodes;
using Pushy.Cli.Output;
using Pushy.Cli.Profiles;

namespace Pushy.Cli.Nodes;

/// <summary><c>pushy node list|status|doctor</c>.</summary>
internal static class NodeCommand
{
    public static Command Create(Terminal terminal) => new("node", "Look at nodes.") { List(terminal), Status(terminal), NodeDoctorCommand.Create(terminal) };

    private static Command List(Terminal terminal)
    {
        var match = new Option<string>("--match") { Description = "Only names that fit, as in 'web*'.", HelpName = "PATTERN" };
        var online = new Option<bool>("--online") { Description = "Only those that are connected." };
        var command = new Command("list", "All nodes that have ever joined, and whether they are connected. Other API clients are in the list, too: the API does not tell them apart.") { match, online };
        var connection = new ConnectionOptions(command, terminal);
        var format = new FormatOptions(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var open = connection.Open(parsed);
            var chosen = format.Of(parsed);
            var known = await KnownNodes.ReadAsync(open.Client, ct);
            var busy = chosen is OutputFormat.Wide ? await BusyNodes.ReadAsync(open.Client, ct) : null;
            var names = known.All.Where(name => parsed.GetValue(match) is not { } pattern || NodePattern.Fits(pattern, name))
                .Where(name => !parsed.GetValue(online) || known.Available.Contains(name));
            await PrintAsync(terminal, [.. names.Select(name => new NodeRow(name, known.Available.Contains(name), busy?.GetValueOrDefault(name)))], chosen);
            if (known.Enrolled is null)
                await terminal.Error.WriteLineAsync("pushy: these are the connected nodes; the server does not show the others to you");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Status(Terminal terminal)
    {
        var nodes = new Argument<string[]>("NODE") { Description = "Nodes to look at; all connected ones unless given.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("status", "Whether nodes are connected. A name that nobody has is offline.") { nodes };
        var connection = new ConnectionOptions(command, terminal);
        var format = new FormatOptions(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var open = connection.Open(parsed);
            var chosen = format.Of(parsed);
            List<NodeRow> rows = [];
            if (parsed.GetValue(nodes) is { Length: > 0 } names)
            {
                foreach (var name in names)
                    rows.Add(new NodeRow(name, (await open.Client.NodeStateAsync(name, ct)).Availability == "available", null));
            }
            else
            {
                rows.AddRange((await open.Client.NodeStatesAsync(ct)).Select(state => new NodeRow(state.NodeName, state.Availability == "available", null)));
            }

            var busy = chosen is OutputFormat.Wide ? await BusyNodes.ReadAsync(open.Client, ct) : null;
            await PrintAsync(terminal, [.. rows.Select(row => row with { Busy = busy?.GetValueOrDefault(row.Name) })], chosen);
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task PrintAsync(Terminal terminal, IReadOnlyList<NodeRow> rows, OutputFormat format)
    {
        if (format.IsDocument())
        {
            var document = new JsonArray([.. rows.Select(row => new JsonObject { ["node_name"] = row.Name, ["availability"] = row.Available ? "available" : "unavailable" })]);
            await terminal.Output.WriteAsync(Documents.Write(document, format));
            return;
        }

        var columns = format is OutputFormat.Wide ? new Columns("NODE", "AVAILABILITY", "BUSY WITH JOB") : new Columns("NODE", "AVAILABILITY");
        foreach (var row in rows)
        {
            var availability = row.Available ? new Cell("available", Tone.Good) : new Cell("unavailable", Tone.Bad);
            if (format is OutputFormat.Wide)
                columns.Add(row.Name, availability, row.Busy);
            else
                columns.Add(row.Name, availability);
        }

        await terminal.WriteAsync(columns);
    }

    private sealed record NodeRow(string Name, bool Available, string? Busy);
}
