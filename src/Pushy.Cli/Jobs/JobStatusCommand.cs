using System.CommandLine;
using Pushy.Cli.Output;
using Pushy.Cli.Profiles;

namespace Pushy.Cli.Jobs;

/// <summary><c>pushy job status JOB</c>: how it stands now. Ends with the code of a job that has ended, 0 while it goes on.</summary>
internal static class JobStatusCommand
{
    public static Command Create(Terminal terminal)
    {
        var id = JobArgument.Create();
        var command = new Command("status", "How a job stands: each node, and why. Ends with the job's exit code, 0 while it goes on.") { id };
        var connection = new ConnectionOptions(command, terminal);
        var format = new FormatOptions(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var open = connection.Open(parsed);
            var job = await ReadAsync(open, parsed.GetRequiredValue(id), terminal, ct);
            await terminal.PrintAsync(job, format.Of(parsed));
            return job.IsFinal ? JobExit.Of(job) : ExitCodes.Success;
        });
        return command;
    }

    public static async Task<JobSnapshot> ReadAsync(Connection open, string id, Terminal terminal, CancellationToken ct) =>
        new(await open.Client.JobAsync(id, ct), await open.Client.JobNodesAsync(id, ct), terminal.Clock.GetUtcNow());

    /// <summary>Prints a job and its nodes.</summary>
    public static async Task PrintAsync(this Terminal terminal, JobSnapshot job, OutputFormat format)
    {
        if (format.IsDocument())
        {
            await terminal.Output.WriteAsync(Documents.Write(JobResultJson.Document(job, []), format));
            return;
        }

        foreach (var line in JobStatusText.Head(job, terminal.Colours))
            await terminal.Output.WriteLineAsync(line);
        if (JobStatusText.Table(job, wide: format is OutputFormat.Wide) is { } table)
            await terminal.WriteAsync(table);
    }
}
