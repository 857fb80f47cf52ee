using Akka.Actor;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Jobs;

/// <summary>The time that a node has to come or to come back. One timer, and only while the node is away.</summary>
internal sealed class NodeGrace(ITimerScheduler timers, JobContext job)
{
    /// <summary>The node did not come in time.</summary>
    public sealed record Over
    {
        public static readonly Over Instance = new();
    }

    /// <summary>Why the node is down if it does not come.</summary>
    public DownReason Otherwise { get; private set; } = DownReason.ConnectionLost;

    public bool IsRunning => timers.IsTimerActive(Over.Instance);

    /// <summary>What a node that is lost gets: more after the quorum, and more after a restart of the job, for then it was the server that was away.</summary>
    public TimeSpan For(NodeDuty? duty) => job.Recovered || duty is NodeDuty.Run or NodeDuty.Await ? job.Settings.CrashGrace : job.Settings.VoteGrace;

    /// <summary>Begins anew.</summary>
    public void Start(TimeSpan length, DownReason otherwise = DownReason.ConnectionLost)
    {
        Otherwise = otherwise;
        timers.StartSingleTimer(Over.Instance, Over.Instance, length);
    }

    /// <summary>Lets a grace that runs go on as it is.</summary>
    public void StartUnlessRunning(TimeSpan length, DownReason otherwise = DownReason.ConnectionLost)
    {
        if (!IsRunning)
            Start(length, otherwise);
    }

    public void End() => timers.Cancel(Over.Instance);
}
