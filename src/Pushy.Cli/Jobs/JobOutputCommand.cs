using System.CommandLine;
using Pushy.Cli.Api;
using Pushy.Cli.Nodes;
using Pushy.Cli.Output;
using Pushy.Cli.Profiles;

namespace Pushy.Cli.Jobs;

/// <summary><c>pushy job output JOB [NODE…]</c>.</summary>
internal sealed class JobOutputCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _id = JobArgument.Create();
    private readonly Argument<string[]> _words = new("NODE") { Description = "Only these nodes; all of the job unless given.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _node = new("--node") { Description = "The same as an option.", HelpName = "NAME" };
    private readonly Option<string> _channel = new("--channel") { Description = "stdout or stderr; both unless given, with --raw stdout.", HelpName = "CHANNEL" };
    private readonly Option<bool> _raw = new("--raw") { Description = "The bytes as they were printed, one node after the other, without headings." };
    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "What is printed, while it is being printed." };
    private readonly ConnectionOptions _connection;
    private readonly FormatOptions _format;

    private JobOutputCommand(Terminal terminal, Command command)
    {
        _terminal = terminal;
        _channel.AcceptOnlyFromAmong("stdout", "stderr");
        command.Arguments.Add(_id);
        command.Arguments.Add(_words);
        foreach (var option in (Option[])[_node, _channel, _raw, _follow])
            command.Options.Add(option);
        _connection = new ConnectionOptions(command, terminal);
        _format = new FormatOptions(command);
    }

    public static Command Create(Terminal terminal)
    {
        var command = new Command("output", "What the nodes printed; nodes that printed the same are shown once. Ends with 1 if nothing is stored of some node.");
        var output = new JobOutputCommand(terminal, command);
        command.SetAction(output.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        var id = parsed.GetRequiredValue(_id);
        List<string> nodes = [.. NodeNames.Checked([.. parsed.GetValue(_words) ?? [], .. parsed.GetValue(_node) ?? []])];
        using var open = _connection.Open(parsed);
        if (nodes.Count == 0)
            nodes = [.. (await open.Client.JobNodesAsync(id, ct)).Select(node => node.Node)];

        if (parsed.GetValue(_follow))
            return await FollowAsync(open.Client, id, nodes, parsed.GetValue(_channel), ct);
        if (parsed.GetValue(_raw))
            return await RawAsync(open.Client, id, nodes, parsed.GetValue(_channel) ?? "stdout", ct);

        var folded = await FoldedOutput.ReadAsync(open.Client, id, nodes, ct, parsed.GetValue(_channel));
        if (_format.Of(parsed) is var format && format.IsDocument())
        {
            await _terminal.Output.WriteAsync(Documents.Write(folded.Document(), format));
        }
        else
        {
            foreach (var line in folded.Lines())
                await _terminal.Output.WriteLineAsync(line);
        }

        return folded.HasMissing ? ExitCodes.SomeFailed : ExitCodes.Success;
    }

    private async Task<int> FollowAsync(PushyClient client, string id, List<string> nodes, string? channel, CancellationToken ct)
    {
        if (nodes.Count > FollowedOutput.MostNodes)
            throw new UsageException($"--follow takes at most {FollowedOutput.MostNodes} nodes, and the job has {nodes.Count}; name some with --node");
        using var followed = new FollowedOutput(client, id, _terminal);
        await followed.RunAsync(nodes, channel is null ? ["stdout", "stderr"] : [channel], ct);
        return ExitCodes.Success;
    }

    private async Task<int> RawAsync(PushyClient client, string id, List<string> nodes, string channel, CancellationToken ct)
    {
        var missing = false;
        await using var output = _terminal.OpenBytes();
        foreach (var node in nodes)
        {
            var bytes = await client.OutputAsync(id, node, channel, ct);
            if (bytes is null)
                await _terminal.Error.WriteLineAsync($"pushy: no {channel} of {SafeText.Line(node)} is stored");
            missing |= bytes is null;
            await output.WriteAsync(bytes ?? [], ct);
        }

        return missing ? ExitCodes.SomeFailed : ExitCodes.Success;
    }
}
