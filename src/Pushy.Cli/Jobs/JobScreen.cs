using Spectre.Console;

namespace Pushy.Cli.Jobs;

/// <summary>Shows a job while it goes on. Each way takes all snapshots and gives back the last.</summary>
internal static class JobScreen
{
    /// <summary>Draws a table over and over in the same place, and writes its last state below what was there.</summary>
    public static async Task<JobSnapshot> LiveAsync(IAnsiConsole console, IAsyncEnumerable<JobSnapshot> snapshots, CancellationToken ct)
    {
        JobSnapshot? last = null;
        await console.Live(new Text(""))
            .AutoClear(true)
            .Overflow(VerticalOverflow.Ellipsis)
            .Cropping(VerticalOverflowCropping.Bottom)
            .StartAsync(async live =>
            {
                await foreach (var snapshot in snapshots.WithCancellation(ct))
                    live.UpdateTarget(JobTable.Render(last = snapshot));
            });
        console.Write(JobTable.Render(last!)); // once more: a live table that is longer than the screen was cut
        return last!;
    }

    /// <summary>Writes a line for each change.</summary>
    public static async Task<JobSnapshot> PlainAsync(TextWriter output, IAsyncEnumerable<JobSnapshot> snapshots, CancellationToken ct)
    {
        JobSnapshot? last = null;
        await foreach (var snapshot in snapshots.WithCancellation(ct))
        {
            foreach (var line in JobChanges.Between(last, snapshot))
                await output.WriteLineAsync(line);
            last = snapshot;
        }

        return last!;
    }
}
