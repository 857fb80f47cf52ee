using Akka.Actor;
using Akka.Cluster.Sharding;
using Pushy.Actors.Jobs;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;
using static Pushy.Actors.Presence.PresenceMessage;

namespace Pushy.Actors.Presence;

/// <summary>
/// One node, as the server sees it: which link it has, whether jobs may use it, who counts on it. Everything between jobs and
/// an agent passes through here. In memory only: when it ends, links and jobs notice, and begin anew.
/// </summary>
public sealed class PresenceActor : UntypedActor, IWithTimers
{
    private sealed record RepeatReset
    {
        public static readonly RepeatReset Instance = new();
    }

    private sealed record Forget
    {
        public static readonly Forget Instance = new();
    }

    private readonly NodeKey _key;
    private readonly Func<IActorRef> _jobs;
    private readonly NodeRoster _roster;
    private readonly HostSettling _settling;
    private readonly PresenceSettings _settings;
    private readonly PresenceWatchers _watchers = new(Context);
    private Newcomers? _newcomers;   // of no use to most nodes
    private PresenceState _state = PresenceState.Initial;
    private IActorRef? _link;
    private string? _remote;
    private JobId? _inHand;
    private AgentJobState _doing;
    private string? _incarnation;
    private byte[] _abort = [];

    /// <param name="jobs">Region of jobs; asked for when first needed, for it may start after this actor.</param>
    public PresenceActor(NodeKey key, Func<IActorRef> jobs, NodeRoster roster, HostSettling settling, PresenceSettings settings)
    {
        _key = key;
        _jobs = jobs;
        _roster = roster;
        _settling = settling;
        _settings = settings;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static DateTimeOffset Now => Context.System.Scheduler.Now.ToUniversalTime();

    protected override void PreStart()
    {
        _settling.Begin(Context.Parent);
        ForgetWhenIdle();
    }

    /// <summary>After a failure it ends instead: links and jobs watch it, and only its end tells them that what it knew is gone.</summary>
    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    protected override void PostStop() => _roster.Forget(_key);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case FromAgent(var link, var said) when link.Equals(_link) && Newcomers.IsAnswer(said): _newcomers?.Refuse(); break;
            case FromAgent(var link, var said) when link.Equals(_link): Hear(said); break;
            case FromAgent: break;
            case Deliver(var frame): Send(frame); break;
            case Watch(var job, var watcher): BeginWatch(job, watcher); break;
            case Unwatch(var job, var watcher): EndWatch(job, watcher); break;
            case ResetNode(var job): Reset(job); break;
            case RepeatReset when _state is PresenceState.Online { Resetting: true }: SendAbort(); break;
            case RepeatReset: break;
            case LinkOpened(var link, _) when link.Equals(_link): link.Tell(new LinkAccepted(Self)); break;   // it asked twice
            case LinkOpened(var link, _) when _newcomers?.Has(link) is true: break;   // so did this one
            case LinkOpened newcomer when _link is null: Open(newcomer); break;
            case LinkOpened newcomer: Rivals().Meet(newcomer); break;
            case Newcomers.Silence: _newcomers?.Seat(); break;
            case LinkLost(var link, var why) when link.Equals(_link): Vanish(why); break;
            case LinkLost(var link, _): _newcomers?.Forget(link); break;
            case Terminated { ActorRef: var ended } when ended.Equals(_link): Vanish(DownReason.ConnectionLost); break;
            case Terminated { ActorRef: var ended }: ForgetWatcher(ended); break;
            case Forget: Context.Parent.Tell(new Passivate(PoisonPill.Instance)); break;
            default: Unhandled(message); break;
        }
    }

    private Newcomers Rivals() =>
        _newcomers ??= new(_key, _settings.Probe, Akka.Event.Logging.GetLogger(Context), Timers, () => _link is null ? null : new(_link, _incarnation!, _remote), Open);

    private void Open(LinkOpened opened)
    {
        var (link, hello) = opened;
        _remote = opened.Remote;
        if (_link is { } old)
        {
            Context.Unwatch(old);
            old.Tell(Newcomers.Replaced);
        }

        var restarted = _incarnation is not null && _incarnation != hello.IncarnationId;
        _incarnation = hello.IncarnationId;
        _link = link;
        Context.Watch(link);
        Timers.Cancel(Forget.Instance);
        Claim(hello.JobId, hello.JobState);
        Turn(NodePresence.Appear(new Appearance(hello.IncarnationId, _inHand), Now));
        link.Tell(new LinkAccepted(Self));

        _watchers.Tell(job => News(PresenceWord.Hello) with { Restarted = restarted, OutcomeFollows = hello.Outcomes.Contains(job.Value) });
        AskForStray();
    }

    private void Hear(AgentMessage said)
    {
        switch (said)
        {
            case AgentMessage.Heartbeat beat:
                Claim(beat.JobId, beat.JobState);
                Turn(NodePresence.Beat(_state, _inHand, isLive: true));
                _watchers.Tell(job => News(PresenceWord.Heartbeat) with { OutcomeFollows = beat.Outcomes.Contains(job.Value) });
                AskForStray();
                break;
            case AgentMessage.Hello:
                break;   // only the first frame of a link can be one, and the link saw to that
            case AgentMessage.Output:
                if (AgentReports.JobOf(said) is { } printing)
                    _watchers.Of(printing)?.Tell(said);   // else nobody wants it, or not yet: the agent says it again
                break;
            default:
                HearOfJob(said);
                break;
        }
    }

    private void HearOfJob(AgentMessage said)
    {
        if (AgentReports.JobOf(said) is not { } job || AgentReports.Of(said) is not { } report)
        {
            if (said is AgentMessage.Aborted)
                Turn(NodePresence.Hear(_state, new NodeReport.Aborted(null), null, isLive: true));
            return;
        }

        Claim(report);
        Turn(NodePresence.Hear(_state, report, job, isLive: true));   // whether it is live, the job knows: it asks for a reset if not
        if (_watchers.Of(job) is { } watcher)
            watcher.Tell(said);
        else
            _jobs().Tell(new ShardingEnvelope(job.Value, new FromStray(_key, said)));

        void Claim(NodeReport what)
        {
            (_inHand, _doing) = what switch
            {
                NodeReport.AckCommit => (job, AgentJobState.Committed),
                NodeReport.AckRun => (job, AgentJobState.Running),
                _ when _inHand == job => (null, AgentJobState.Idle),
                _ => (_inHand, _doing),
            };
        }
    }

    private void Claim(string? job, AgentJobState state)
    {
        _inHand = state is AgentJobState.Idle || !JobId.IsValid(job) ? null : new JobId(job!);
        _doing = _inHand is null ? AgentJobState.Idle : state;
    }

    /// <summary>The agent has a job in hand that nobody here watches: the job itself must say what is to become of it.</summary>
    private void AskForStray()
    {
        if (_inHand is not { } job || _watchers.Has(job))
            return;

        AgentMessage claim = _doing is AgentJobState.Running ? new AgentMessage.AckRun(job.Value) : new AgentMessage.AckCommit(job.Value);
        _jobs().Tell(new ShardingEnvelope(job.Value, new FromStray(_key, claim, Claims: true)));
    }

    private void BeginWatch(JobId job, IActorRef watcher)
    {
        _watchers.Add(job, watcher);
        Timers.Cancel(Forget.Instance);
        watcher.Tell(News(PresenceWord.Current));
    }

    private void EndWatch(JobId job, IActorRef watcher)
    {
        if (_watchers.Remove(job, watcher))
            ForgetWhenIdle();
    }

    private void ForgetWatcher(IActorRef watcher)
    {
        _watchers.Forget(watcher);
        ForgetWhenIdle();
    }

    private void Vanish(DownReason why)
    {
        if (_link is { } link)
            Context.Unwatch(link);
        _link = null;
        (_inHand, _doing) = (null, AgentJobState.Idle);
        Turn(NodePresence.Vanish(_state, why, Now));
        _watchers.Tell(_ => News(PresenceWord.Gone));
        ForgetWhenIdle();
        _newcomers?.Seat();
    }

    private void Reset(JobId job)
    {
        var abort = AgentLinkJson.Write(new ServerMessage.Abort(job.Value));
        var before = _state;
        Turn(NodePresence.Reset(_state, job));
        if (before.IsAvailable && !_state.IsAvailable)
        {
            _abort = abort;
            SendAbort();
        }
        else if (!_state.IsAvailable)
        {
            Send(abort);   // another job's reset is repeated; this one is said once, and again when the node claims the job
        }
    }

    private void SendAbort()
    {
        Send(_abort);
        Timers.StartSingleTimer(RepeatReset.Instance, RepeatReset.Instance, _settings.ResetRepeat);
    }

    private void Send(byte[] frame) => _link?.Tell(new Deliver(frame));

    private void Turn(PresenceState next)
    {
        if (Equals(next, _state))
            return;

        if (_state is PresenceState.Online { Resetting: true } && next is not PresenceState.Online { Resetting: true })
            Timers.Cancel(RepeatReset.Instance);
        _state = next;
        _roster.Set(_key, next);
    }

    private void ForgetWhenIdle()
    {
        if (_link is null && _watchers.Count == 0)
            Timers.StartSingleTimer(Forget.Instance, Forget.Instance, _state is PresenceState.Unheard ? PresenceSettings.ForgetUnheardAfter : _settings.ForgetAfter);
    }

    private PresenceNews News(PresenceWord word) =>
        new(word, Self, _state, _inHand, _doing) { Settling = _link is null ? _settling.Left(Context.Parent) : TimeSpan.Zero };
}
