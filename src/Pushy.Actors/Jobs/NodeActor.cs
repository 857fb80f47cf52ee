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
    private sealed record WatchAgain
    {
        public static readonly WatchAgain Instance = new();
    }

    private sealed record SaveAgain
    {
        public static readonly SaveAgain Instance = new();
    }

    private sealed record NameTold(NameFinding Finding);

    private sealed record NameNotTold
    {
        public static readonly NameNotTold Instance = new();
    }

    private static readonly TimeSpan NamePatience = TimeSpan.FromSeconds(2);   // then it is told as one that never came
    private static readonly TimeSpan SaveRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WatchRetry = TimeSpan.FromSeconds(1);   // jitter is added, here and below: many watch the same shard
    private static readonly TimeSpan WatchAnswer = TimeSpan.FromSeconds(3);   // a watch is lost with the host that it was sent to

    private readonly JobContext _job;
    private readonly NodeName _node;
    private NodeDuty? _duty;
    private NodeGrace? _grace;
    private IActorRef? _presence;
    private bool _heard;
    private bool _notedIdle;
    private bool _awaitsName;
    private readonly NodeTrace? _trace;
    private NodeOutcome? _outcome;   // of no use to most nodes for most of the time

    public NodeActor(JobContext job, NodeName node)
    {
        _job = job;
        _node = node;
        _trace = job.Trace?.Of(node);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PostStop() => _trace?.End();

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
            case SaveAgain: Outcome.SaveAgain(); break;
            case AgentMessage.Output piece: Take(piece); break;
            case AgentMessage said: Hear(said); break;
            case NameTold(var finding) when _awaitsName: EndOfName(finding); break;
            case NameNotTold when _awaitsName: EndOfName(NameFinding.Known); break;
            case NameTold or NameNotTold: break;
            case NodeGrace.Over when Unsaved is null: Report(new NodeReport.Down(Grace.Otherwise)); break;
            case NodeGrace.Over: Outcome.DoWithoutTheRest(); break;
            case Terminated { ActorRef: var ended } when ended.Equals(_presence): LosePresence(); break;
            case WatchAgain when _presence is null: WatchPresence(); break;
            case WatchAgain or Terminated: break;   // overtaken by what happened meanwhile
            default: Unhandled(message); break;
        }
    }

    private void Obey(NodeOrder order)
    {
        if (order.Receipt)
            ToPresence(new PresenceMessage.Deliver(_job.Recorded));

        var before = _duty;
        _duty = order.Duty;
        if (order.Duty != before)
            _trace?.Turn(order.Duty);
        switch (order.Duty)
        {
            case NodeDuty.None or NodeDuty.Reset:
                End(order.Duty);
                break;
            case var _ when before is null && !_node.CanBeEnrolled:
                Report(new NodeReport.Down(DownReason.NotANodeName));
                break;
            case var _ when before is null:
                WatchPresence();
                break;
            case var duty when duty != before:
                if (Grace.IsRunning)
                    Grace.Start(Grace.For(_duty));   // longer after the quorum
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
            Send(_trace?.RunFrame(_job.Spec.Id.Value) ?? _job.Run);
    }

    private void Learn(PresenceNews news)
    {
        var isNew = !news.Presence.Equals(_presence);
        if (isNew)
        {
            _presence = news.Presence;
            Context.Watch(news.Presence);
            Timers.Cancel(WatchAgain.Instance);
        }
        else if (news.Word is PresenceWord.Current)
        {
            return;   // the answer to a second watch
        }

        if (Unsaved is not null)
        {
            AwaitOutput(news);
            return;
        }

        if (news.State is not PresenceState.Online)
        {
            Miss(news);
            return;
        }

        Grace.End();
        _awaitsName = false;
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

        var first = news.Word is PresenceWord.Hello || isNew;   // what was sent by another way may be lost
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
        var absence = new Absence(news.State, news.Settling, MayNotWait, HasJustLeft: news.Word is PresenceWord.Gone);
        switch (Absences.Judge(absence, Grace.For(_duty), _job.UntilClose(Context.System.Scheduler.MonotonicClock)))
        {
            case AbsenceVerdict.Down(var why): Report(new NodeReport.Down(why)); break;
            case AbsenceVerdict.Wait(var length, var otherwise): Grace.StartUnlessRunning(length, otherwise); break;
        }
    }

    /// <summary>Whether the node must be there at once: when a new job first asks for its vote.</summary>
    private bool MayNotWait => _duty is NodeDuty.Commit && !_heard && !_job.Recovered;

    private NodeOutcome Outcome => _outcome ??= new NodeOutcome(_job, _node);

    private AgentMessage? Unsaved => _outcome?.Unsaved;

    private NodeGrace Grace => _grace ??= new NodeGrace(Timers, _job);

    private NodeClaim ClaimOf(PresenceNews news) => news.InHand switch
    {
        null => NodeClaim.Idle,
        { } job when job != _job.Spec.Id => NodeClaim.Elsewhere,
        _ => news.Doing is AgentJobState.Running ? NodeClaim.Running : NodeClaim.Committed,
    };

    private void Hear(AgentMessage said)
    {
        _notedIdle = false;
        if (NodeOutcome.BringsOutput(said))
            Outcome.Save(said);
        else
            Report(said);
    }

    private void Take(AgentMessage.Output piece)
    {
        if (_duty is NodeDuty.Run or NodeDuty.Await || Unsaved is not null)
            Outcome.Take(piece);
    }

    private void OnStored(OutputItem stored)
    {
        if (stored is OutputChunk chunk)
            Send(AgentLinkJson.Write(new ServerMessage.Stored(_job.Spec.Id.Value, chunk.Stream, chunk.Reached)));
        if (Outcome.OnStored(stored) is not { } said)
            return;

        Grace.End();
        Report(said);
    }

    /// <summary>The node said how it ended: whether it is there matters only while it has output that is not here.</summary>
    private void AwaitOutput(PresenceNews news)
    {
        if (news.State is not PresenceState.Online)
        {
            Grace.StartUnlessRunning(Grace.For(_duty));
            return;
        }

        Grace.End();
        Outcome.WaitForTheRest();
    }

    private void Report(AgentMessage said)
    {
        _trace?.Hear(said);
        if (AgentReports.Of(said) is { } report)
            Context.Parent.Tell(new NodeMoved(_node, report, AgentReports.WantsReceipt(said)));
    }

    private void Report(NodeReport report)
    {
        if (_awaitsName)
            return;
        if (report is NodeReport.Down(DownReason.NeverSeen) && _duty is NodeDuty.Commit && _job.Names is { } names)
        {
            AskForName(names);
            return;
        }

        Tell(report);
    }

    /// <summary>A node that never came may be one that nobody has: then that is told, and not that a machine is off.</summary>
    private void AskForName(INameBook names)
    {
        _awaitsName = true;
        var asked = names.Find(new NodeKey(_job.Spec.Organization, _node), _job.MaySuggest);
        if (asked.IsCompletedSuccessfully)
        {
            EndOfName(asked.Result);
            return;
        }

        Timers.StartSingleTimer(NameNotTold.Instance, NameNotTold.Instance, NamePatience);
        asked.PipeTo(Self, Self, finding => new NameTold(finding), _ => NameNotTold.Instance);
    }

    private void EndOfName(NameFinding finding)
    {
        _awaitsName = false;
        Timers.Cancel(NameNotTold.Instance);
        Tell(finding.IsUnknown ? new NodeReport.Down(DownReason.UnknownName) { Nearest = finding.Nearest } : new NodeReport.Down(DownReason.NeverSeen));
    }

    private void Tell(NodeReport report)
    {
        if (report is NodeReport.Down(var why))
            _trace?.Lose(why);
        Context.Parent.Tell(new NodeMoved(_node, report, WantsReceipt: false));
    }

    private void Send(byte[] frame) => _presence?.Tell(new PresenceMessage.Deliver(frame));

    private void LosePresence()
    {
        _presence = null;
        WatchIn(WatchRetry);
        Grace.StartUnlessRunning(_job.Settings.CrashGrace);
    }

    private void WatchPresence()
    {
        _job.ToPresence(_node, new PresenceMessage.Watch(_job.Spec.Id, Self), Self);
        WatchIn(WatchAnswer);
    }

    /// <param name="least">Up to twice of it.</param>
    private void WatchIn(TimeSpan least) =>
        Timers.StartSingleTimer(WatchAgain.Instance, WatchAgain.Instance, least * (1 + ((uint)_node.Value.GetHashCode(StringComparison.Ordinal) % 1000 / 1000.0)));

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
