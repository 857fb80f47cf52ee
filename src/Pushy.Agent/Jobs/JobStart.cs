namespace Pushy.Agent.Jobs;

/// <summary>When a command was started. Its end is told as so much later: whatever is done to the clock meanwhile, it ran as long as it ran.</summary>
internal sealed class JobStart(TimeProvider time)
{
    private readonly long _mark = time.GetTimestamp();

    public DateTimeOffset At { get; } = time.GetUtcNow();

    public DateTimeOffset Now => At + time.GetElapsedTime(_mark);
}
