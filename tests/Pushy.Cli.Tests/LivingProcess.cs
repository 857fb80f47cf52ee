using System.Diagnostics;
using System.Globalization;

namespace Pushy.Cli.Tests;

/// <summary>Looks at processes that are not our children: no event tells of these, so they are looked at again and again.</summary>
internal static class LivingProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until the process is gone, and fails if it stays.</summary>
    public static Task AssertGoneAsync(int pid) => UntilAsync(() => !IsAlive(pid), $"process {pid} stays");

    public static Task AssertGoneAsync(string folder) => UntilAsync(() => !Directory.Exists(folder), $"{folder} stays");

    /// <summary>Waits until a file has a whole line, as a script writes it with its process id, and reads it.</summary>
    public static async Task<int> ReadPidAsync(string path)
    {
        await UntilAsync(() => File.Exists(path) && File.ReadAllText(path).EndsWith('\n'), $"nothing writes {path}");
        return int.Parse(await File.ReadAllTextAsync(path), CultureInfo.InvariantCulture);
    }

    private static Task UntilAsync(Func<bool> condition, string problem) => UntilAsync(() => Task.FromResult(condition()), problem);

    public static async Task UntilAsync(Func<Task<bool>> condition, string problem)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var looks = new PeriodicTimer(Pause);
        try
        {
            while (!await condition())
                await looks.WaitForNextTickAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"After {Limit}: {problem}");
        }
    }

    /// <summary>One that has ended and was not waited for (a zombie) is not alive.</summary>
    public static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited && !IsZombie(pid);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsZombie(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].StartsWith('Z');
        }
        catch (IOException)
        {
            return true; // gone between the two looks
        }
    }
}
