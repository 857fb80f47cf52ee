using Akka.Actor;
using Pushy.Actors.Presence;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Agents;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Actors.Jobs;

/// <summary>
/// A job's talk with one node. It is told its duty by the job, sends what the duty says, sends it again when the node shows
/// that it has not got it (a new link, a heartbeat), and reports what the node says. No timer runs while the node is there.
/// </summary>
public sealed class NodeActor : UntypedActor, IWithTimers
{
    private sealed record GraceOver
    {
        public static readonly GraceOver Instance = new();
    }

    private sealed record SaveAgain
    {
        public static readonly SaveAgain Instance = new();
    }

    private static readonly TimeSpan SaveRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WatchRetry = TimeSpan.FromSeconds(1);   // jitter is added: many watch the same shard

    private readonly JobContext _job;
    private readonly NodeName _node;
    private NodeDuty? _duty;
    private IActorRef? _presence;
    private bool _heard;
    private bool _notedIdle;
    private AgentMessage? _unsaved;
    private bool _lacksOutput;   // the outcome is here, and some of the output that belongs to it is still with the agent …
    private bool _doesWithout;   // … who was away for so long that it has to do without

    public NodeActor(JobContext job, NodeName node)
    {
        _job = job;
        _node = node;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PostRestart(Exception reason) => Context.Parent.Tell(new NodeAsksDuty(_node));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case NodeOrder order: Obey(order); break;
            case PresenceNews news: Learn(news); break;
            case Written<OutputItem>(var stored): OnStored(stored); break;
            case NotWritten<OutputItem>(OutputChunk): break;   // the agent sends it again
            case NotWritten<OutputItem>: Timers.StartSingleTimer(SaveAgain.Instance, SaveAgain.Instance, SaveRetry); break;
            case SaveAgain when _unsaved is { } said: Save(said); break;
            case AgentMessage.Output piece: Take(piece); break;
            case AgentMessage said: Hear(said); break;
            case GraceOver when _unsaved is null: Report(new NodeReport.Down(DownReason.ConnectionLost)); break;
            case GraceOver: DoWithout(_unsaved); break;
            case Terminated { ActorRef: var ended } when ended.Equals(_presence): LosePresence(); break;
            case PresenceMessage.Watch watch: _job.ToPresence(_node, watch, Self); break;
            case SaveAgain or Terminated: break;   // overtaken by what happened meanwhile
            default: Unhandled(message); break;
        }
    }

    private void Obey(NodeOrder order)
    {
        if (order.Receipt)
            ToPresence(new PresenceMessage.Deliver(_job.Recorded));

        var before = _duty;
        _duty = order.Duty;
        switch (order.Duty)
        {
            case NodeDuty.None or NodeDuty.Reset:
                End(order.Duty);
                break;
            case var _ when before is null && !_node.CanBeEnrolled:
                Report(new NodeReport.Down(DownReason.NotANodeName));
                break;
            case var _ when before is null:
                _job.ToPresence(_node, new PresenceMessage.Watch(_job.Spec.Id, Self), Self);
                break;
            case var duty when duty != before:
                if (Timers.IsTimerActive(GraceOver.Instance))
                    StartGrace();   // longer after the quorum
                Perform();
                break;
        }
    }

    /// <summary>Sends what the duty says. Agents take a repeat as one.</summary>
    private void Perform()
    {
        if (_duty is NodeDuty.Commit)
            Send(_job.Commit);
        else if (_duty is NodeDuty.Run)
            Send(_job.Run);
    }

    private void Learn(PresenceNews news)
    {
        var isOther = !news.Presence.Equals(_presence);   // what was sent by way of the one before may be lost
        if (isOther)
        {
            _presence = news.Presence;
            Context.Watch(news.Presence);
        }

        if (_unsaved is not null)
        {
            AwaitOutput(news);
            return;
        }

        if (news.State is not PresenceState.Online)
        {
            Miss(news);
            return;
        }

        Timers.Cancel(GraceOver.Instance);
        if (news.OutcomeFollows)
            return;

        if (MayNotWait && !news.State.IsAvailable)
        {
            Report(new NodeReport.Down(news.State.WhyNot));
            return;
        }

        if (news.Restarted && _duty is NodeDuty.Hold or NodeDuty.Run or NodeDuty.Await && news.InHand != _job.Spec.Id)
        {
            Report(new NodeReport.Down(DownReason.AgentRestarted));
            return;
        }

        var first = isOther || news.Word is PresenceWord.Hello || !_heard;
        _heard = true;
        var verdict = NodeClaims.Judge(_duty ?? NodeDuty.None, ClaimOf(news), first, final: news.Word is PresenceWord.Hello, _notedIdle);
        _notedIdle = verdict.NotedIdle;
        if (verdict.Report is { } report)
            Report(report);
        if (verdict.Repeat)
            Perform();
    }

    private void Miss(PresenceNews news)
    {
        if (MayNotWait && news.Word is PresenceWord.Current)
            Report(new NodeReport.Down(news.State is PresenceState.Unheard ? DownReason.NeverSeen : DownReason.Offline));
        else if (news.State is PresenceState.Offline { Why: DownReason.AgentStopped } && news.Word is PresenceWord.Gone)
            Report(new NodeReport.Down(DownReason.AgentStopped));
        else if (!Timers.IsTimerActive(GraceOver.Instance))
            StartGrace();
    }

    /// <summary>Whether the node must be there at once: when a new job first asks for its vote.</summary>
    private bool MayNotWait => _duty is NodeDuty.Commit && !_heard && !_job.Recovered;

    private void StartGrace() => Timers.StartSingleTimer(GraceOver.Instance, GraceOver.Instance, Grace);

    private TimeSpan Grace => _job.Recovered || _duty is NodeDuty.Run or NodeDuty.Await ? _job.Settings.CrashGrace : _job.Settings.VoteGrace;

    private NodeClaim ClaimOf(PresenceNews news) => news.InHand switch
    {
        null => NodeClaim.Idle,
        { } job when job != _job.Spec.Id => NodeClaim.Elsewhere,
        _ => news.Doing is AgentJobState.Running ? NodeClaim.Running : NodeClaim.Committed,
    };

    private void Hear(AgentMessage said)
    {
        _notedIdle = false;
        if (said is IOutcome outcome && BringsOutput(outcome))
            Save(said);
        else
            Report(said);
    }

    private static bool BringsOutput(IOutcome outcome) =>
        outcome is { Stdout: not null } or { Stderr: not null } or { StdoutEnd: not null } or { StderrEnd: not null };

    /// <summary>Output first, then the outcome: a receipt must not go out while the output could still be lost.</summary>
    private void Save(AgentMessage said)
    {
        _unsaved = said;
        Store(NodeOutputs.EndOf(_job.Spec.Id, _node, (IOutcome)said, _doesWithout));
    }

    private void DoWithout(AgentMessage said)
    {
        _doesWithout = true;
        if (_lacksOutput)
            Save(said);
    }

    /// <summary>A piece of output: kept by nobody here, for the agent has it until it is stored.</summary>
    private void Take(AgentMessage.Output piece)
    {
        if ((_duty is NodeDuty.Run or NodeDuty.Await || _unsaved is not null) && NodeOutputs.ChunkOf(_job.Spec.Id, _node, piece) is { } chunk)
            Store(chunk);
    }

    private void Store(OutputItem item) => _job.Outputs.Tell(new Write<OutputItem>(item));

    private void OnStored(OutputItem stored)
    {
        switch (stored)
        {
            case OutputChunk chunk:
                Send(AgentLinkJson.Write(new ServerMessage.Stored(_job.Spec.Id.Value, chunk.Stream, chunk.Reached)));
                if (_lacksOutput && _unsaved is IOutcome outcome && NodeOutputs.Reaches(chunk, outcome))
                    Save(_unsaved);
                break;
            case OutputEnd { IsWhole: false } when _unsaved is { } said:
                _lacksOutput = true;
                if (_doesWithout)
                    Save(said);
                break;
            case OutputEnd { IsWhole: true } or JobOutput when _unsaved is { } said:
                (_unsaved, _lacksOutput, _doesWithout) = (null, false, false);
                Timers.Cancel(GraceOver.Instance);
                Report(said);
                break;
        }
    }

    /// <summary>The node said how it ended: whether it is there matters only while it has output that is not here.</summary>
    private void AwaitOutput(PresenceNews news)
    {
        if (news.State is not PresenceState.Online)
        {
            if (!Timers.IsTimerActive(GraceOver.Instance))
                StartGrace();
            return;
        }

        Timers.Cancel(GraceOver.Instance);
        _doesWithout = false;
    }

    private void Report(AgentMessage said)
    {
        if (AgentReports.Of(said) is { } report)
            Context.Parent.Tell(new NodeMoved(_node, report, AgentReports.WantsReceipt(said)));
    }

    private void Report(NodeReport report) => Context.Parent.Tell(new NodeMoved(_node, report, WantsReceipt: false));

    private void Send(byte[] frame) => _presence?.Tell(new PresenceMessage.Deliver(frame));

    private void LosePresence()
    {
        _presence = null;
        var jitter = WatchRetry * (1 + ((uint)_node.Value.GetHashCode(StringComparison.Ordinal) % 1000 / 1000.0));
        Timers.StartSingleTimer("watch", new PresenceMessage.Watch(_job.Spec.Id, Self), jitter);
        if (!Timers.IsTimerActive(GraceOver.Instance))
            Timers.StartSingleTimer(GraceOver.Instance, GraceOver.Instance, _job.Settings.CrashGrace);
    }

    private void End(NodeDuty duty)
    {
        if (duty is NodeDuty.Reset)
            ToPresence(new PresenceMessage.ResetNode(_job.Spec.Id));
        ToPresence(new PresenceMessage.Unwatch(_job.Spec.Id, Self));
        Context.Stop(Self);
    }

    private void ToPresence(PresenceMessage message)
    {
        if (_presence is { } presence)
            presence.Tell(message);
        else if (_node.CanBeEnrolled)
            _job.ToPresence(_node, message, Self);
    }
}
