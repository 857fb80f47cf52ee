using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Pushy.Server.Metrics;

/// <summary>What .NET does not tell of this process: open files, of which each link is one, and its start. CPU, memory, GC and threads are .NET's own <c>System.Runtime</c>.</summary>
internal sealed class ProcessMetrics
{
    private const string Limits = "/proc/self/limits";
    private const string Files = "/proc/self/fd";

    public ProcessMetrics(Meter meter)
    {
        var started = new DateTimeOffset(Process.GetCurrentProcess().StartTime.ToUniversalTime()).ToUnixTimeSeconds();
        meter.CreateObservableGauge("process.start_time", () => (double)started, "s", "When this process was started, in seconds since 1970.");
        if (!Directory.Exists(Files))
            return;

        var limit = ReadLimit();
        meter.CreateObservableGauge("process.open_fds", () => (long)Directory.EnumerateFileSystemEntries(Files).Count(), null, "Open files and sockets of this process.");
        meter.CreateObservableGauge("process.max_fds", () => limit, null, "Most files and sockets that this process may have open.");
    }

    /// <summary>The line is <c>Max open files  SOFT  HARD  files</c>.</summary>
    private static double ReadLimit()
    {
        var line = File.ReadLines(Limits).FirstOrDefault(one => one.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(3);
        return double.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : double.PositiveInfinity;
    }
}
