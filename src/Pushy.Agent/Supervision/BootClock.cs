using System.Runtime.InteropServices;

namespace Pushy.Agent.Supervision;

/// <summary>
/// Time since the machine was started, the time that it slept included: nobody can set it, and a command that should be over by now is over however long the machine
/// was suspended (docs/decisions/0204).
/// </summary>
internal static unsafe partial class BootClock
{
    private const int BootTime = 7;      // CLOCK_BOOTTIME

    public static TimeSpan Now
    {
        get
        {
            TimeSpec time;
            return ClockGetTime(BootTime, &time) == 0
                ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick)
                : TimeSpan.FromMilliseconds(Environment.TickCount64);      // a kernel of before 2.6.39
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds, Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, TimeSpec* time);
}
