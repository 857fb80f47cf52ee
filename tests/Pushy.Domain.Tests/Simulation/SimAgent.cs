using Pushy.Domain.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Tests.Shells;

namespace Pushy.Domain.Tests.Simulation;

/// <summary>An agent round the real rules: a disk that survives it, processes that do not, and a link.</summary>
internal sealed class SimAgent(History world, NodeName name)
{
    private const double HeartbeatSeconds = 10;

    private Dictionary<JobId, NodeReport> _outcomes = [];
    private Dictionary<JobId, NodeReport> _outcomesOnDisk = [];
    private readonly HashSet<JobId> _processes = [];
    private AgentState _disk = AgentState.Initial;
    private AgentState _state = AgentState.Initial;
    private SimLink? _link;
    private int _life;         // changes with each start and death: what was scheduled in another life is void
    private bool _alive;
    private DateTimeOffset _unlinkedSince = world.Now;
    private int? _doomedAfter; // dies after so many more actions

    public NodeName Name => name;

    /// <summary>How far its clock is ahead.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>Nothing is written: a start needs that, all else goes on from memory.</summary>
    public bool DiskIsFull { get; set; }

    public SimLink? Link => _link;

    public string Incarnation => $"{name}-{_life}";

    public bool IsQuiet => _alive && _link is not null && _state is { Hand: Hand.Idle, Unreceipted.Count: 0 } && _processes.Count == 0;

    private bool Runs => _state.Hand is Hand.Starting or Hand.Running or Hand.Stopping;

    public override string ToString() => $"{name} {(_alive ? "alive" : "dead")} {(_link is null ? "unlinked" : "linked")} {_state.Hand} unreceipted {_state.Unreceipted.Count}";

    public void Start()
    {
        if (_alive)
            return;
        _alive = true;
        var life = ++_life;
        _unlinkedSince = world.Now;
        _state = _disk;
        _outcomes = new(_outcomesOnDisk);
        Do(AgentInput.Restarted.Instance);
        if (life != _life)
            return;
        Later(world.UpTo(1), Connect);
        Later(world.UpTo(HeartbeatSeconds), Tick);
    }

    public void Die()
    {
        if (!_alive)
            return;
        world.Trace($"{name} dies");
        _alive = false;
        _life++;
        _doomedAfter = null;
        _processes.Clear();
        var link = _link;
        _link = null;
        link?.Cut(noticedWithin: 2);
    }

    /// <summary>Dies in the middle of what it does next, after some of its actions.</summary>
    public void DieSoon(int actions) => _doomedAfter = actions;

    /// <summary>Nothing goes wrong with it any more.</summary>
    public void Heal()
    {
        _doomedAfter = null;
        DiskIsFull = false;
        if (_link is { } link)
            link.IsDeaf = link.IsMute = false;
    }

    /// <summary>Ends in good order.</summary>
    public void Stop()
    {
        if (!_alive)
            return;
        world.Trace($"{name} is stopped");
        Do(AgentInput.Stop.Instance);
        Later(3, Die);
    }

    public void CutLink() => _link?.Cut(noticedWithin: 4);

    public void LinkLost(SimLink link)
    {
        if (_link != link)
            return;
        (_link, _unlinkedSince) = (null, world.Now);
        Later(world.UpTo(2), Connect);
    }

    public void Receive(SimLink link, Order order, JobId? job)
    {
        if (_link != link)
            return;
        world.Trace($"{name} ← {order} {job}");
        switch (order)
        {
            case Order.Commit: Do(new AgentInput.Commit(job!.Value, "chef-client")); break;
            case Order.Run when world.Sabotage is Sabotage.AgentLosesItsLogAndObeys && _state.Hand is Hand.Idle: Launch(job!.Value); break;
            case Order.Run: Do(new AgentInput.Run(job!.Value)); break;
            case Order.Abort: TakeAbort(job); break;
            case Order.Recorded: Do(new AgentInput.Receipt(job!.Value)); break;
        }
    }

    private void TakeAbort(JobId? job)
    {
        var meant = world.Sabotage is Sabotage.AgentIgnoresWhichJobIsAborted ? null : job;
        var kills = _state.Hand is Hand.Starting or Hand.Running && (meant is null || meant == _state.Hand.JobInHand);
        if (kills)
            world.Law.Kill(name, _state.Hand.JobInHand!.Value);
        Do(new AgentInput.Abort(meant));
    }

    private void Connect()
    {
        if (_link is not null)
            return;
        var hosts = world.Hosts.Where(host => host.IsUp).ToList();
        if (hosts is [])
        {
            Do(new AgentInput.Unlinked(world.Now - _unlinkedSince));
            Later(world.UpTo(2), Connect);
            return;
        }

        var host = hosts[world.Chance.Next(hosts.Count)];
        _link = new SimLink(world, host, this);
        host.Links.Add(_link);
        world.Trace($"{name} connects to {host}");
        Send(new Frame.Hello(Incarnation, _state.Hand.JobInHand, Runs, _state.Unreceipted));
        Do(AgentInput.Linked.Instance);
    }

    private void Tick()
    {
        Send(Beat());
        Do(AgentInput.Linked.Instance);   // what was lost between hosts is said again
        Later(HeartbeatSeconds, Tick);
    }

    private void Do(AgentInput input)
    {
        var decision = AgentRules.Decide(_state, input, world.Now + Skew);
        if (DiskIsFull && decision.Events.OfType<AgentEvent.Started>().FirstOrDefault() is { } start)
        {
            Do(new AgentInput.StartNotWritten(start.Job, "the disk is full"));
            return;
        }

        var before = _state.Hand;
        foreach (var @event in decision.Events)
        {
            _state = Sabotaged(AgentRules.Evolve(_state, @event));
            if (@event is AgentEvent.Ended { AwaitsReceipt: true, Job: var job, Unasked: { } why })
                _outcomes[job] = new NodeReport.Aborted(why);
            if (@event.IsDurable && !DiskIsFull)
                Sync();
        }

        var life = _life;
        foreach (var action in decision.Actions)
        {
            if (_doomedAfter is { } left && (_doomedAfter = left - 1) < 0)
                Die();
            if (_life != life)
                return;
            Act(action);
        }

        if (before.GetType() != _state.Hand.GetType() && _life == life)
            Send(Beat());
    }

    /// <summary>What survives: no commitment, and of a job in hand only that it was started.</summary>
    private void Sync()
    {
        _disk = _state with
        {
            Hand = _state.Hand switch
            {
                Hand.Committed => Hand.Idle.Instance,
                { JobInHand: { } job } => new Hand.Starting(job),
                _ => Hand.Idle.Instance,
            },
        };
        _outcomesOnDisk = new(_outcomes);
    }

    private AgentState Sabotaged(AgentState state) => world.Sabotage switch
    {
        Sabotage.AgentForgetsStarts or Sabotage.AgentLosesItsLogAndObeys => state with { Started = StartedJobs.None },
        Sabotage.AgentForgetsOutcomes => state with { Unreceipted = [] },
        _ => state,
    };

    private void Act(AgentAction action)
    {
        world.Trace($"{name}: {action}");
        switch (action)
        {
            case AgentAction.Check(var job, var order):
                Later(world.UpTo(0.5), () => Do(new AgentInput.Checked(job, order, world.Happens(0.1) ? new AgentRefusal(NackReason.LockHeld, "held") : null)));
                break;
            case AgentAction.Launch(var job): Launch(job); break;
            case AgentAction.Kill(var job): Later(world.UpTo(2), () => Killed(job)); break;
            case AgentAction.AckCommit(var job):
                world.Reached(Step.Acked, name);
                Send(new Frame.Said(NodeReport.AckCommit.Instance, job));
                break;
            case AgentAction.NackCommit(var job, var why): Send(new Frame.Said(new NodeReport.NackCommit(why.Reason, why.Detail), job)); break;
            case AgentAction.AckRun(var job, var at): Send(new Frame.Said(new NodeReport.AckRun(at), job)); break;
            case AgentAction.NackRun(var job, var why): Send(new Frame.Said(new NodeReport.NackRun(why.Reason, why.Detail), job)); break;
            case AgentAction.Aborted(var job): Send(new Frame.Said(new NodeReport.Aborted(null), job)); break;
            case AgentAction.SendOutcome(var job):
                world.Reached(Step.OutcomeSent, name);
                Send(new Frame.Said(_outcomes[job], job));
                break;
            case AgentAction.ForgetOutcome(var job): _outcomes.Remove(job); break;
            default: throw new InvalidOperationException($"{action} is unknown here");
        }
    }

    private void Launch(JobId job)
    {
        world.Law.Start(name, job);
        _processes.Add(job);
        Later(world.UpTo(0.2), () => Do(new AgentInput.ProcessStarted(job)));
        Later(world.UpTo(world.OneOf(1.0, 20.0, 100.0)), () => Exit(job));
        Later(History.RunTimeout.TotalSeconds, () => EndInTime(job));
    }

    /// <summary>The supervisor ends what ran for as long as the job may, server or not.</summary>
    private void EndInTime(JobId job)
    {
        if (!_processes.Remove(job))
            return;
        if (_state.Hand is Hand.Stopping)
        {
            Do(new AgentInput.ProcessKilled(job, null));
            return;
        }

        _outcomes[job] = NodeReport.TimedOut.Instance;
        Do(new AgentInput.ProcessEnded(job));
    }

    private void Exit(JobId job)
    {
        if (!_processes.Remove(job))
            return;
        var code = world.Chance.Next(256);
        var result = new CommandResult(code == 0, code, null, null, null, world.Now);
        _outcomes[job] = new NodeReport.Outcome(result);
        if (_state.Hand is Hand.Starting or Hand.Running && _state.Hand.JobInHand == job)
            world.Law.Exit(name, job, result, isOnDisk: !DiskIsFull);
        Do(new AgentInput.ProcessEnded(job));
    }

    private void Killed(JobId job)
    {
        _processes.Remove(job);
        Do(new AgentInput.ProcessKilled(job, null));
    }

    private Frame.Beat Beat() => new(_state.Hand.JobInHand, Runs, _state.Unreceipted);

    private void Send(Frame frame)
    {
        if (_link is not null)
            world.Trace($"{name} → {frame}");
        _link?.Up(frame);
    }

    private void Later(double seconds, Action what)
    {
        var life = _life;
        world.In(seconds, () =>
        {
            if (life == _life)
                what();
        });
    }
}
