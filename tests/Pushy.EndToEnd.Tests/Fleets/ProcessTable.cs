using System.Text;

namespace Pushy.EndToEnd.Tests.Fleets;

/// <summary>Finds living processes by a variable of the environment that they were started with, which their descendants inherit.</summary>
internal static class ProcessTable
{
    /// <summary>Everything that a job's command has left alive on any node.</summary>
    public static IReadOnlyList<int> OfJob(string job) => With("CHEF_PUSH_JOB_ID", job);

    public static IReadOnlyList<int> OfJob(string job, string node) => [.. OfJob(job).Intersect(With("CHEF_PUSH_NODE_NAME", node))];

    public static IReadOnlyList<int> With(string variable, string value)
    {
        var wanted = Encoding.UTF8.GetBytes($"{variable}={value}\0");
        List<int> found = [];
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(entry), out var pid))
                continue;
            try
            {
                if (File.ReadAllBytes(Path.Combine(entry, "environ")).AsSpan().IndexOf(wanted) >= 0) // a zombie has none
                    found.Add(pid);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // it ended, or is somebody else's
            }
        }

        return found;
    }

    /// <summary>Processor time that a process has used.</summary>
    public static TimeSpan ProcessorTime(int pid)
    {
        using var process = System.Diagnostics.Process.GetProcessById(pid);
        return process.TotalProcessorTime;
    }

    /// <summary>Resident memory in bytes.</summary>
    public static long ResidentBytes(int pid) =>
        long.Parse(File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            System.Globalization.CultureInfo.InvariantCulture) * 1024;
}
