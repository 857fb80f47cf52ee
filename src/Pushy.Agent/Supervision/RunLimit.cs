namespace Pushy.Agent.Supervision;

/// <summary>How long a command may run, from when this is made.</summary>
/// <param name="length">None: for ever.</param>
/// <param name="clock">Time that only goes forward.</param>
internal sealed class RunLimit(TimeSpan? length, Func<TimeSpan> clock)
{
    private readonly TimeSpan _began = clock();

    public bool IsOver => length is { } most && clock() - _began >= most;

    /// <summary>Milliseconds to wait for something else before it is looked at again.</summary>
    /// <param name="atMost">Also where there is no limit: a clock that goes on while the machine sleeps wakes nobody.</param>
    public int Wait(int atMost) => length is not { } most
        ? atMost
        : (int)Math.Clamp(Math.Ceiling((most - (clock() - _began)).TotalMilliseconds), 0, atMost);
}
