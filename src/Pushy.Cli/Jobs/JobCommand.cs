using System.CommandLine;

namespace Pushy.Cli.Jobs;

/// <summary><c>pushy job …</c>.</summary>
internal static class JobCommand
{
    public static Command Create(Terminal terminal) => new("job", "Start, follow, look at and stop jobs.")
    {
        JobStartCommand.Create(terminal),
        JobWatchCommand.Create(terminal),
        JobListCommand.Create(terminal),
        JobStatusCommand.Create(terminal),
        JobOutputCommand.Create(terminal),
        JobAbortCommand.Create(terminal),
    };
}
