using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;
using Pushy.Domain.Tests.Shells;

namespace Pushy.Domain.Tests.Simulation;

/// <summary>A node as the cluster sees it, in the memory of one host, as PresenceActor has it.</summary>
internal sealed class SimPresence(History world, SimHost host, NodeName node) : SimActor(world, host)
{
    private readonly Dictionary<JobId, SimNode> _watchers = [];
    private SimLink? _link;
    private JobId? _inHand;
    private bool _running;
    private string? _incarnation;
    private JobId _abort;
    private int _repeat;

    public PresenceState State { get; private set; } = PresenceState.Initial;

    public SimLink? Link => _link;

    public override string ToString() => $"{node}@{Host}";

    public void Open(SimLink link, Frame.Hello hello)
    {
        if (link == _link)
        {
            Tell(link, () => link.Accept(this));
            return;
        }

        if (_link is { } old)
        {
            Unwatch(old);
            Tell(old, old.Close);
        }

        var restarted = _incarnation is not null && _incarnation != hello.Incarnation;
        _incarnation = hello.Incarnation;
        _link = link;
        Watch(link, () => Lose(link));
        (_inHand, _running) = (hello.Job, hello.Running);
        State = NodePresence.Appear(new Appearance(hello.Incarnation, _inHand), Host.Now);
        Tell(link, () => link.Accept(this));
        foreach (var (job, watcher) in _watchers)
            Inform(watcher, News() with { Final = true, Restarted = restarted, OutcomeFollows = hello.Outcomes.Contains(job) });
        AskForStray();
    }

    public void Hear(SimLink link, Frame frame)
    {
        if (link != _link)
            return;
        switch (frame)
        {
            case Frame.Beat beat:
                (_inHand, _running) = (beat.Job, beat.Running);
                State = NodePresence.Beat(State, _inHand, isLive: true);
                foreach (var (job, watcher) in _watchers)
                    Inform(watcher, News() with { OutcomeFollows = beat.Outcomes.Contains(job) });
                AskForStray();
                break;
            case Frame.Said(var report, null):
                State = NodePresence.Hear(State, report, null, isLive: true);
                break;
            case Frame.Said(var report, { } job):
                (_inHand, _running) = report switch
                {
                    NodeReport.AckCommit => (job, false),
                    NodeReport.AckRun => (job, true),
                    _ when _inHand == job => (null, false),
                    _ => (_inHand, _running),
                };
                State = NodePresence.Hear(State, report, job, isLive: true);
                if (_watchers.TryGetValue(job, out var reader))
                    Tell(reader, () => reader.Hear(report));
                else
                    World.Sharding.ToJob(Host, job, actor => actor.TakeStray(node, report, claims: false));
                break;
        }
    }

    public void Lose(SimLink link)
    {
        if (link != _link)
            return;
        Unwatch(link);
        _link = null;
        (_inHand, _running) = (null, false);
        State = NodePresence.Vanish(State, DownReason.ConnectionLost, Host.Now);
        foreach (var watcher in _watchers.Values)
            Inform(watcher, News() with { Gone = true });
    }

    public void Deliver(Order order, JobId job)
    {
        if (_link is { } link)
            Tell(link, () => link.Down(order, job));
    }

    public void AddWatcher(JobId job, SimNode watcher)
    {
        _watchers[job] = watcher;
        Watch(watcher, () => RemoveWatcher(job, watcher));
        Inform(watcher, News() with { Current = true });
    }

    public void RemoveWatcher(JobId job, SimNode watcher)
    {
        if (_watchers.TryGetValue(job, out var known) && known == watcher)
            _watchers.Remove(job);
    }

    public void Reset(JobId job)
    {
        var before = State;
        State = NodePresence.Reset(State, job);
        if (before.IsAvailable && !State.IsAvailable)
        {
            _abort = job;
            SendAbort();
        }
        else if (!State.IsAvailable)
        {
            Deliver(Shells.Order.Abort, job);
        }
    }

    private void SendAbort()
    {
        Deliver(Shells.Order.Abort, _abort);
        var turn = ++_repeat;
        if (World.Sabotage is not Sabotage.AbortOnce)
            Later(1, () =>
            {
                if (turn == _repeat && State is PresenceState.Online { Resetting: true })
                    SendAbort();
            });
    }

    /// <summary>The agent has a job in hand that nobody here watches: the job itself must say what is to become of it.</summary>
    private void AskForStray()
    {
        if (_inHand is not { } job || _watchers.ContainsKey(job))
            return;
        NodeReport claim = _running ? new NodeReport.AckRun(null) : NodeReport.AckCommit.Instance;
        World.Sharding.ToJob(Host, job, actor => actor.TakeStray(node, claim, claims: true));
    }

    private void Inform(SimNode watcher, SimNews news) => Tell(watcher, () => watcher.Learn(news));

    private SimNews News() => new(this, State, _inHand, _running);
}
