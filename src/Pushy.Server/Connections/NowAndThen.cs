namespace Pushy.Server.Connections;

/// <summary>For what may happen thousands of times a second, and is said once in ten. Its caller sees to it that one asks at a time.</summary>
internal sealed class NowAndThen(TimeProvider clock)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private long? _saidAt;

    /// <summary>Whether it may be said now; then it counts as said.</summary>
    public bool MayBeSaid()
    {
        if (_saidAt is { } at && clock.GetElapsedTime(at) < Quiet)
            return false;
        _saidAt = clock.GetTimestamp();
        return true;
    }
}
