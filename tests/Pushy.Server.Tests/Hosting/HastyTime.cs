namespace Pushy.Server.Tests.Hosting;

/// <summary>The true time, but timers run twenty times as fast.</summary>
public sealed class HastyTime : TimeProvider
{
    private const int Times = 20;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Hastened(dueTime), Hastened(period));

    private static TimeSpan Hastened(TimeSpan time) => time > TimeSpan.Zero ? time / Times : time;   // a negative one means never
}
