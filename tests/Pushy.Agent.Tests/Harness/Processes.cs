using System.Diagnostics;
using Pushy.Agent.Supervision;

namespace Pushy.Agent.Tests.Harness;

internal static class Processes
{
    public const int SigKill = 9, SigTerm = 15;

    public static void Signal(int pid, int signal) => Assert.Equal(0, Libc.Kill(pid, signal));

    /// <summary>Whether a process is there and not just waiting to be reaped.</summary>
    public static bool IsAlive(int pid) => ProcessTree.StartTicks(pid) is not null;

    /// <summary>Awaits something that other processes bring about.</summary>
    public static async Task<T> EventuallyAsync<T>(Func<T?> look, string what)
        where T : class
    {
        var began = Stopwatch.StartNew();
        while (began.Elapsed < Some.Patience)
        {
            if (look() is { } found)
                return found;
            await Task.Delay(20);
        }
        throw new TimeoutException($"not seen in {Some.Patience}: {what}");
    }

    /// <summary>Pids that a command under test has written, one a line.</summary>
    public static async Task<int[]> PidsAsync(string file, int count) =>
        await EventuallyAsync(
            () => File.Exists(file) && File.ReadAllText(file) is var text && text.Count(c => c == '\n') == count
                ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray()
                : null,
            $"{count} pids in {file}");

    public static Task GoneAsync(IEnumerable<int> pids) => EventuallyAsync(() => pids.Any(IsAlive) ? null : "gone", "the death of the job's processes");
}
