using Pushy.Domain.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Tests.Shells;

namespace Pushy.Domain.Tests.Simulation;

/// <summary>An agent round the real rules: a disk that survives it, processes that do not, and a link.</summary>
internal sealed class SimAgent(History world, NodeName name)
{
    private const double HeartbeatSeconds = 10;

    private readonly Dictionary<JobId, NodeReport> _outcomesOnDisk = [];
    private readonly HashSet<JobId> _processes = [];
    private AgentState _disk = AgentState.Initial;
    private AgentState _state = AgentState.Initial;
    private SimLink? _link;
    private int _life;         // changes with each start and death: what was scheduled in another life is void
    private bool _alive;
    private int? _doomedAfter; // dies after so many more actions

    public NodeName Name => name;

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
        _state = _disk;
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

    public void Spare() => _doomedAfter = null;

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
        _link = null;
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
        if (!world.Server.IsUp)
        {
            Do(AgentInput.Unlinked.Instance);
            Later(world.UpTo(2), Connect);
            return;
        }

        _link = new SimLink(world, this);
        world.Server.Open(_link);
        Send(new Frame.Hello(Incarnation, _state.Hand.JobInHand, Runs, _state.Unreceipted));
        Do(AgentInput.Linked.Instance);
    }

    private void Tick()
    {
        Send(new Frame.Beat(_state.Hand.JobInHand, Runs, _state.Unreceipted));
        if (!world.Faults.Ordered)
            Do(AgentInput.Linked.Instance);   // where a link loses messages, an outcome is sent again in time
        Later(HeartbeatSeconds, Tick);
    }

    private void Do(AgentInput input)
    {
        var decision = AgentRules.Decide(_state, input, world.Now);
        foreach (var @event in decision.Events)
        {
            _state = Sabotaged(AgentRules.Evolve(_state, @event));
            if (!@event.IsDurable)
                continue;
            _disk = Sabotaged(AgentRules.Evolve(_disk, @event));
            if (@event is AgentEvent.Ended { AwaitsReceipt: true, Job: var job, Unasked: { } why })
                _outcomesOnDisk[job] = new NodeReport.Aborted(why);
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
    }

    private AgentState Sabotaged(AgentState state) => world.Sabotage switch
    {
        Sabotage.AgentForgetsStarts => state with { Started = StartedJobs.None },
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
            case AgentAction.AckCommit(var job): Send(new Frame.Said(NodeReport.AckCommit.Instance, job)); break;
            case AgentAction.NackCommit(var job, var why): Send(new Frame.Said(new NodeReport.NackCommit(why.Reason, why.Detail), job)); break;
            case AgentAction.AckRun(var job, var at): Send(new Frame.Said(new NodeReport.AckRun(at), job)); break;
            case AgentAction.NackRun(var job, var why): Send(new Frame.Said(new NodeReport.NackRun(why.Reason, why.Detail), job)); break;
            case AgentAction.Aborted(var job): Send(new Frame.Said(new NodeReport.Aborted(null), job)); break;
            case AgentAction.SendOutcome(var job): Send(new Frame.Said(_outcomesOnDisk[job], job)); break;
            case AgentAction.ForgetOutcome(var job): _outcomesOnDisk.Remove(job); break;
            default: throw new InvalidOperationException($"{action} is unknown here");
        }
    }

    private void Launch(JobId job)
    {
        world.Law.Start(name, job);
        _processes.Add(job);
        Later(world.UpTo(0.2), () => Do(new AgentInput.ProcessStarted(job)));
        Later(world.UpTo(world.OneOf(1.0, 20.0, 100.0)), () => Exit(job));
    }

    private void Exit(JobId job)
    {
        if (!_processes.Remove(job))
            return;
        var code = world.Chance.Next(256);
        var result = new CommandResult(code == 0, code, null, null, null, world.Now);
        _outcomesOnDisk[job] = new NodeReport.Outcome(result);   // counts once the event that follows is on disk too
        if (_state.Hand is Hand.Starting or Hand.Running && _state.Hand.JobInHand == job)
            world.Law.Exit(name, job, result);
        Do(new AgentInput.ProcessEnded(job));
    }

    private void Killed(JobId job)
    {
        _processes.Remove(job);
        Do(new AgentInput.ProcessKilled(job, null));
    }

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
