using System.Diagnostics;
using System.Globalization;

namespace Pushy.Cli.Tests;

/// <summary>Looks at processes that are not our children.</summary>
internal static class LivingProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Waits until the process is gone, and fails if it stays.</summary>
    public static async Task AssertGoneAsync(int pid)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (IsAlive(pid))
            await Task.Delay(20, limit.Token);
    }

    /// <summary>Waits until a file has a whole line, as a script writes it with its process id, and reads it.</summary>
    public static async Task<int> ReadPidAsync(string path)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!File.Exists(path) || !(await File.ReadAllTextAsync(path, limit.Token)).EndsWith('\n'))
            await Task.Delay(20, limit.Token);
        return int.Parse(await File.ReadAllTextAsync(path, limit.Token), CultureInfo.InvariantCulture);
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
