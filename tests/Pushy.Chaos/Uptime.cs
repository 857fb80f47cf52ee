using System.Globalization;

namespace Pushy.Chaos;

/// <summary>The one clock of a run: seconds since the machine started, as a job's command reads it too. No jump of the wall clock moves it.</summary>
internal static class Uptime
{
    public static double Now => double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
}
