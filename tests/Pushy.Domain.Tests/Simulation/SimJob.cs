using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Simulation;

/// <summary>A command that waits for the write, and what follows it.</summary>
internal readonly record struct SimWaiting(JobCommand Command, Action<Refusal?> Afterwards);

/// <summary>A job on one host: decides, writes, acts, as JobActor does. Another host may have it too, and only the journal knows better.</summary>
internal sealed class SimJob : SimActor
{
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10), Linger = TimeSpan.FromSeconds(5);

    public static readonly Refusal Unwritable = new("unwritable", "The job could not be stored.");

    private readonly List<SimWaiting> _inbox = [];
    private readonly List<Action> _early = [];   // what comes before the recovery is done
    private readonly Dictionary<NodeName, SimNode> _nodes = [];
    private Row? _last;
    private bool _recovered;
    private bool _writing;
    private bool _lateFinished;
    private Action? _gone;
    private int _deadline;
    private int _leave;

    public SimJob(History world, SimHost host, JobId id)
        : base(world, host)
    {
        Id = id;
        world.Trace($"{this} is read");
        world.Journal.Read(host, id, Recover);
    }

    public JobId Id { get; }

    public JobState State { get; private set; } = JobState.Initial;

    /// <summary>Number of the last row it knows.</summary>
    public int Sequence { get; private set; }

    public Row? Last => _last;

    public IEnumerable<SimNode> Nodes => _nodes.Values;

    public bool WasRecovered { get; private set; }

    public override string ToString() => $"{Id}@{Host}";

    public void Take(JobCommand command, Action<Refusal?> afterwards) => Hear(() =>
    {
        _inbox.Add(new SimWaiting(command, afterwards));
        if (World.Sabotage is Sabotage.JobAnswersBeforeTheWrite && command is JobCommand.Submit)
            afterwards(null);
        if (!_writing)
            WriteGathered();
    });

    /// <summary>A node said something of this job and nobody here listens to it.</summary>
    /// <param name="claims">Whether it is what the node said of itself.</param>
    public void TakeStray(NodeName node, NodeReport said, bool claims) => Hear(() =>
    {
        if (_nodes.TryGetValue(node, out var actor))
            actor.Hear(said);
        else
            Take(new JobCommand.Report(node, said), no => { if (no != Unwritable) Answer(node, said, claims); });
    });

    /// <summary>A NodeActor's word.</summary>
    public void Moved(NodeName node, NodeReport what, bool wantsReceipt)
    {
        if (World.Sabotage is Sabotage.ReceiptBeforeTheWrite && wantsReceipt)
            SendReceipt(node);
        Take(new JobCommand.Report(node, what), no => { if (no != Unwritable) Order(node, wantsReceipt); });
    }

    /// <summary>The job is to be taken over by another host.</summary>
    public void HandOver(bool inGoodOrder, Action gone)
    {
        if (inGoodOrder && _writing)
        {
            _gone = gone;
            return;
        }

        End();
        gone();
    }

    /// <summary>Something leaves this actor: it must know nothing that the journal does not.</summary>
    public void Speaks() => World.Law.Speaks(this);

    protected override void OnEnd()
    {
        foreach (var node in _nodes.Values)
            node.End();
        _gone?.Invoke();
    }

    private void Hear(Action what)
    {
        if (Ended)
            return;
        if (_recovered)
            what();
        else
            _early.Add(what);
    }

    private void Recover(IReadOnlyList<Row>? rows)
    {
        if (Ended)
            return;
        if (rows is null)
        {
            World.Sharding.Failed(this);
            return;
        }

        _recovered = true;
        Sequence = rows.Count;
        if (rows is [.., var last])
            (State, _last) = (last.State, last);
        if (State is JobState.Known known)
        {
            WasRecovered = true;
            _lateFinished = known is JobState.Finished;
            Enter(known, recovered: true);
        }
        else
        {
            LeaveSoon();
        }

        _early.ForEach(what => what());
        _early.Clear();
    }

    private void WriteGathered()
    {
        SimWaiting[] batch = [.. _inbox];
        _inbox.Clear();
        var next = State;
        List<JobEvent> events = [];
        List<Refusal?> refusals = [];
        foreach (var (command, _) in batch)
        {
            var decision = Job.Decide(next, command, Host.Now);
            next = decision.Events.Aggregate(next, Job.Evolve);
            events.AddRange(decision.Events);
            refusals.Add(decision.Refusal);
        }

        if (events is [])
        {
            Settle(batch, refusals);
            return;
        }

        _writing = true;
        if (World.Sabotage is Sabotage.JobActsBeforeTheWrite)
            Apply(next, batch, refusals);
        World.Journal.Append(Host, Id, Sequence, [.. events], row => Written(row, next, batch, refusals));
    }

    private void Written(Row? row, JobState next, SimWaiting[] batch, List<Refusal?> refusals)
    {
        if (Ended)
            return;
        if (row is null && World.Sabotage is not Sabotage.LoserGoesOn)
        {
            foreach (var waiting in batch.Concat(_inbox).ToList())
                waiting.Afterwards(Unwritable);
            World.Sharding.Failed(this);
            return;
        }

        _writing = false;
        Sequence++;
        _last = row;
        if (World.Sabotage is not Sabotage.JobActsBeforeTheWrite)
            Apply(next, batch, refusals);
        if (_inbox is not [])
            WriteGathered();
        if (_gone is { } gone && !_writing)
            HandOver(true, () => { });
    }

    private void Apply(JobState next, SimWaiting[] batch, List<Refusal?> refusals)
    {
        var statusChanged = next.GetType() != State.GetType();
        State = next;
        Settle(batch, refusals);
        if (statusChanged)
            Enter((JobState.Known)State, recovered: false);
    }

    private static void Settle(SimWaiting[] batch, List<Refusal?> refusals)
    {
        for (var i = 0; i < batch.Length; i++)
            batch[i].Afterwards(refusals[i]);
    }

    private void Enter(JobState.Known job, bool recovered)
    {
        if (!recovered || World.Sabotage is not Sabotage.JobForgetsDeadlines)
            SetDeadline(job, recovered);
        foreach (var node in job.Spec.Nodes)
            Order(node, receipt: false);
        if (job is JobState.Finished)
            LeaveSoon();
    }

    private void LeaveSoon()
    {
        var turn = ++_leave;
        Later(Linger.TotalSeconds, () =>
        {
            if (turn != _leave)
                return;
            if (_writing || State is not (JobState.Missing or JobState.Finished))
                LeaveSoon();
            else
                World.Sharding.Leave(this);
        });
    }

    private void Order(NodeName node, bool receipt)
    {
        if (State is not JobState.Known job || job.Nodes.Find(node) is not { } part)
            return;
        var duty = NodeDuties.Of(job, part);
        var over = duty is NodeDuty.None or NodeDuty.Reset;
        if (!_nodes.TryGetValue(node, out var actor))
        {
            if (over && receipt)
                SendReceipt(node);
            if (over)
                return;
            _nodes[node] = actor = new SimNode(World, this, node);
        }

        if (over)
            _nodes.Remove(node);
        actor.Obey(duty, receipt);
    }

    private void Answer(NodeName node, NodeReport said, bool claims)
    {
        var part = (State as JobState.Known)?.Nodes.Find(node);
        if (part is { Ending: null })
            Order(node, SimNode.WantsReceipt(said));
        else if (SimNode.WantsReceipt(said))
            SendReceipt(node);
        else if (NodeRules.MustDropTheJob(said, claims, lingering: State is JobState.Finished && !_lateFinished))
            ToPresence(node, presence => presence.Reset(Id));
    }

    private void SendReceipt(NodeName node) => ToPresence(node, presence => presence.Deliver(Shells.Order.Recorded, Id));

    private void ToPresence(NodeName node, Action<SimPresence> what)
    {
        Speaks();
        World.Sharding.ToPresence(Host, node, what);
    }

    private void SetDeadline(JobState.Known job, bool recovered)
    {
        var turn = ++_deadline;
        if ((recovered ? Job.TimeAfterRecovery(job, Host.Now, Grace) : Job.TimeFor(job)) is not { } left)
            return;
        if (recovered)
            World.Law.Recovered(Id);
        JobCommand command = job is JobState.Voting ? JobCommand.CloseVote.Instance : JobCommand.EndRun.Instance;
        var due = Host.Now + left;
        if (World.Sabotage is Sabotage.DeadlinesByTheWallClock)
            Look();
        else
            Later(left.TotalSeconds, End);

        void Look() => Later(1, () =>
        {
            if (due > Host.Now)
                Look();
            else
                End();
        });

        void End()
        {
            if (turn == _deadline)
                Take(command, _ => { });
        }
    }
}
