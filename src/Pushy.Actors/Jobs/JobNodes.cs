using Akka.Actor;
using Akka.Cluster.Sharding;
using Pushy.Actors.Presence;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Jobs;

/// <summary>A job's NodeActors: which there are is a function of the job's state, like what each is told.</summary>
internal sealed class JobNodes(JobId id, JobNeighbours near, IActorContext owner)
{
    /// <summary>Nodes whose actors start without a break, some 20 ms; as many may wait for their presence.</summary>
    public const int Slice = 1_000;

    private readonly Dictionary<NodeName, IActorRef> _actors = [];
    private JobContext? _shared;
    private int _ordered;   // of the spec's nodes, since the job entered its status
    private int _total;
    private int _waiting;   // actors whose node's presence has not answered

    /// <summary>Null for a job that is not traced.</summary>
    public JobTrace? Trace { get; set; }

    /// <summary>When the vote does, by the monotonic clock; of no account once it has.</summary>
    public TimeSpan VoteClosesAt { get; set; }

    /// <summary>Whether nodes are left that <see cref="OrderMore"/> has to tell.</summary>
    public bool HasMore => _ordered < _total;

    /// <summary>Whether presence has enough to do for now.</summary>
    public bool MustWait => _waiting >= Slice;

    /// <summary>The job entered a status: <see cref="OrderMore"/> begins with its first node.</summary>
    public void Begin(JobState.Known job, bool recovered)
    {
        _shared ??= Context(job, recovered);
        (_ordered, _total, _waiting) = (0, job.Spec.Nodes.Length, 0);
    }

    /// <summary>Tells the next <see cref="Slice"/> nodes what the job owes them, so that it can answer while it starts the actors of many.</summary>
    /// <returns>Whether there are more.</returns>
    public bool OrderMore(JobState.Known job)
    {
        for (var end = Math.Min(_ordered + Slice, _total); _ordered < end; _ordered++)
            Order(job, job.Spec.Nodes[_ordered], receipt: false);
        return HasMore;
    }

    /// <summary>A node's presence answered.</summary>
    /// <returns>Whether more are to be told, and may be.</returns>
    public bool Begun()
    {
        _waiting = Math.Max(0, _waiting - 1);
        return HasMore && _waiting <= Slice / 2;
    }

    /// <summary>Those that still wait hold nobody up.</summary>
    public void WaitNoLonger() => _waiting = 0;

    /// <summary>Tells one node's actor what the job owes the node, and starts or forgets the actor as that needs.</summary>
    public void Order(JobState state, NodeName node, bool receipt)
    {
        if (_shared is not { } shared || state is not JobState.Known job || job.Nodes.Find(node) is not { } part)
            return;

        var duty = NodeDuties.Of(job, part);
        var over = duty is NodeDuty.None or NodeDuty.Reset;
        if (!_actors.TryGetValue(node, out var actor))
        {
            if (over && receipt)
                SendReceipt(new NodeKey(job.Spec.Organization, node));   // an earlier report of the same write let its actor go
            if (over)
                return;
            actor = owner.ActorOf(Producing.Of(() => new NodeActor(shared, node)));
            _actors.Add(node, actor);
            if (shared.IsLarge)
                _waiting++;
        }

        actor.Tell(new NodeOrder(duty, receipt));
        if (over)
            _actors.Remove(node);
    }

    /// <summary>Passes on what a node said; false if it has no actor.</summary>
    public bool TryTell(NodeName node, AgentMessage said)
    {
        if (!_actors.TryGetValue(node, out var actor))
            return false;

        actor.Tell(said);
        return true;
    }

    /// <summary>A node that no actor of this job listens to said something: it gets its receipt, and is reset if it holds what it must not.</summary>
    /// <param name="lingering">Whether the job finished a moment ago, in this life of its actor.</param>
    public void Answer(JobState state, FromStray stray, bool lingering)
    {
        var known = state as JobState.Known;
        var part = known?.Spec.Organization == stray.From.Organization ? known.Nodes.Find(stray.From.Node) : null;
        if (part is { Ending: null })
            Order(state, stray.From.Node, AgentReports.WantsReceipt(stray.Message));
        else if (AgentReports.WantsReceipt(stray.Message))
            SendReceipt(stray.From);
        else if (AgentReports.Of(stray.Message) is { } report && NodeRules.MustDropTheJob(report, stray.Claims, lingering))
            ToPresence(stray.From, new PresenceMessage.ResetNode(id));
    }

    private JobContext Context(JobState.Known job, bool recovered) =>
        new(job, VoteClosesAt, near.Settings, near.Presence, near.Outputs, recovered, Trace) { Names = near.Names };

    private void SendReceipt(NodeKey key) =>
        ToPresence(key, new PresenceMessage.Deliver(_shared?.Recorded ?? AgentLinkJson.Write(new ServerMessage.Recorded(id.Value))));

    private void ToPresence(NodeKey key, PresenceMessage message) => near.Presence.Tell(new ShardingEnvelope(key.EntityId, message));
}
