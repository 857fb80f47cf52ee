using Akka.Actor;
using Akka.Cluster.Sharding;
using Pushy.Actors.Presence;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Jobs;

/// <summary>Settings of jobs.</summary>
/// <param name="VoteGrace">How long a node whose link broke may stay away while voting before it counts as unavailable.</param>
/// <param name="CrashGrace">How long it may stay away after the quorum before it counts as crashed.</param>
/// <param name="Linger">How long a finished job stays in memory.</param>
public sealed record JobSettings(TimeSpan VoteGrace, TimeSpan CrashGrace, TimeSpan Linger)
{
    public static readonly JobSettings Default = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5));
}

/// <summary>What all NodeActors of a job share: made once a job, not once a node.</summary>
public sealed class JobContext
{
    private readonly IActorRef _presence;
    private readonly TimeSpan _closesAt;
    private byte[]? _run;
    private int _suggestions;

    /// <param name="closesAt">When the vote does, by the monotonic clock.</param>
    internal JobContext(JobState.Known job, TimeSpan closesAt, JobSettings settings, IActorRef presence, IActorRef outputs, bool recovered, JobTrace? trace = null)
    {
        Trace = trace;
        var spec = job.Spec;
        _presence = presence;
        _closesAt = closesAt;
        Spec = spec;
        Settings = settings;
        Outputs = outputs;
        Recovered = recovered;
        Commit = AgentLinkJson.Write(new ServerMessage.Commit(spec.Id.Value, spec.Command)
        {
            User = spec.Options.User,
            Dir = spec.Options.Dir,
            Env = spec.Options.Env,
            File = spec.Options.File,
            Capture = spec.Options.CaptureOutput,
            RunTimeout = (long)spec.RunTimeout.TotalSeconds,
            Traceparent = trace?.Traceparent,
        });
        Recorded = AgentLinkJson.Write(new ServerMessage.Recorded(spec.Id.Value));
    }

    public JobSpec Spec { get; }

    public JobSettings Settings { get; }

    /// <summary>Writes output.</summary>
    public IActorRef Outputs { get; }

    /// <summary>Whether the job went on after a restart: then nodes get a grace period to come back, and a new job's nodes do not.</summary>
    public bool Recovered { get; }

    public byte[] Commit { get; }

    /// <summary>Made when it is first sent: the run's trace context is known by then.</summary>
    public byte[] Run => _run ??= AgentLinkJson.Write(new ServerMessage.Run(Spec.Id.Value) { Traceparent = Trace?.Traceparent });

    /// <summary>Null for a job that is not traced.</summary>
    internal JobTrace? Trace { get; }

    public byte[] Recorded { get; }

    /// <summary>As <see cref="JobNeighbours.Names"/>.</summary>
    internal INameBook? Names { get; init; }

    /// <summary>Whether one more name of this job may be compared with all that there are. To be asked from any thread.</summary>
    internal bool MaySuggest() => Interlocked.Increment(ref _suggestions) <= NearestName.MostLooks;

    /// <summary>Time until the vote closes; negative when it has.</summary>
    /// <param name="now">By the monotonic clock.</param>
    public TimeSpan UntilClose(TimeSpan now) => _closesAt - now;

    public void ToPresence(NodeName node, PresenceMessage message, IActorRef sender) =>
        _presence.Tell(new ShardingEnvelope(new NodeKey(Spec.Organization, node).EntityId, message), sender);
}
