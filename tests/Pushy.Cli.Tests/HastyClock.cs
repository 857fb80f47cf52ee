namespace Pushy.Cli.Tests;

/// <summary>Whoever waits by it waits no time; it remembers for how long it should have been. Stands still at one moment otherwise.</summary>
internal sealed class HastyClock : TimeProvider
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    public List<TimeSpan> Waits { get; } = [];

    /// <summary>Limits of silence are not waited for, and not over at once.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(10);

    public override DateTimeOffset GetUtcNow() => Noon;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > Longest || dueTime < TimeSpan.Zero)
            return base.CreateTimer(callback, state, dueTime, period);
        Waits.Add(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
