using System.CommandLine;
using Pushy.Cli.Output;
using Pushy.Cli.Profiles;

namespace Pushy.Cli.Jobs;

/// <summary><c>pushy job watch JOB</c>.</summary>
internal static class JobWatchCommand
{
    public static Command Create(Terminal terminal)
    {
        var id = JobArgument.Create();
        var command = new Command("watch", "Follow a job until it ends; ends with its exit code. Ctrl-C asks whether to stop the job or only to stop watching.") { id };
        var connection = new ConnectionOptions(command, terminal);
        var format = new FormatOptions(command);
        command.SetAction(async (parsed, _) =>
        {
            using var open = connection.Open(parsed);
            return await WatchAsync(terminal, open, parsed.GetRequiredValue(id), format.Of(parsed));
        });
        return command;
    }

    /// <summary>Watches, and prints how the job ended.</summary>
    /// <param name="withOutput">Whether to show what the nodes printed, too.</param>
    public static async Task<int> WatchAsync(Terminal terminal, Connection open, string id, OutputFormat format, bool withOutput = false)
    {
        var watch = new JobWatch(terminal, open, id);
        var (ended, code) = await watch.RunAsync(terminal.Error, terminal.CanRedraw && !format.IsDocument());
        if (ended is null)
            return code;
        await terminal.PrintAsync(ended, format);
        if (withOutput && !format.IsDocument() && code != ExitCodes.QuorumFailed)   // then nothing ran
        {
            foreach (var line in (await FoldedOutput.ReadAsync(open.Client, id, [.. ended.Nodes.Select(node => node.Node)], CancellationToken.None)).Lines())
                await terminal.Output.WriteLineAsync(line);
        }

        return code;
    }
}
