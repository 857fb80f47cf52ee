using System.CommandLine;
using Pushy.Cli.Api;
using Pushy.Cli.Output;
using Pushy.Cli.Profiles;
using Pushy.Contracts.Jobs;

namespace Pushy.Cli.Jobs;

/// <summary><c>pushy job abort JOB</c>.</summary>
internal static class JobAbortCommand
{
    public static Command Create(Terminal terminal)
    {
        var id = JobArgument.Create();
        var command = new Command("abort", "Stop a job: what runs is killed on every node. One that has ended stays as it is.") { id };
        var connection = new ConnectionOptions(command, terminal);
        var format = new FormatOptions(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var open = connection.Open(parsed);
            var job = await open.Client.AbortJobAsync(parsed.GetRequiredValue(id), IdempotencyKey.New(), ct);
            if (format.Of(parsed) is var chosen && chosen.IsDocument())
                await terminal.Output.WriteAsync(Documents.Write(job, RestContext.Wire.JobDocument, chosen));
            else
                await terminal.Output.WriteLineAsync(job.Status == "aborted"
                    ? $"Job {SafeText.Line(job.Id)} aborted."
                    : $"Job {SafeText.Line(job.Id)} had ended before: {SafeText.Line(job.Status.Replace('_', ' '))}.");
            return ExitCodes.Success;
        });
        return command;
    }
}
