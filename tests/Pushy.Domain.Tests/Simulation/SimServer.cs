using System.Collections.Immutable;
using Pushy.Domain.Feeds;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Tests.Shells;

namespace Pushy.Domain.Tests.Simulation;

/// <summary>A server with a journal that survives it, round the shell that the vectors use too.</summary>
internal sealed class SimServer(History world) : IOutside
{
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10), Linger = TimeSpan.FromSeconds(5);

    private readonly HashSet<SimLink> _open = [];
    private readonly Dictionary<NodeName, SimLink> _links = [];   // those that said hello
    private readonly Dictionary<NodeName, int> _aborts = [];
    private readonly List<(JobId Job, ImmutableArray<JobEvent> Events)> _underWay = [];
    private Shell? _shell;
    private int _life;
    private DateTimeOffset _lastWrite;
    private bool _doomed;

    public bool IsUp => _shell is not null;

    /// <summary>Up without a break since then.</summary>
    public DateTimeOffset UpSince { get; private set; }

    public DateTimeOffset Now => world.Now;

    public bool Repeats => world.Sabotage is not Sabotage.ServerSendsOnce;

    public bool IsQuiet => _shell is { } shell && _underWay.Count == 0 && world.Agents.All(agent => _links.ContainsKey(agent.Name) && shell.Presence(agent.Name).IsAvailable);

    public void Start()
    {
        if (IsUp)
            return;
        world.Trace($"the server starts");
        _life++;
        UpSince = Now;
        _shell = new Shell(this);
        foreach (var (id, state) in world.Law.Journal)
            if (state is JobState.Known job and not JobState.Finished)
            {
                _shell.Recover(id, job);
                if (world.Sabotage is not Sabotage.ServerForgetsDeadlines)
                    SetDeadline(job, recovered: true);
            }

        foreach (var node in world.AllNames)
            AwaitReturn(node);
    }

    /// <summary>What was decided and not yet written is lost; of what is being written, some is.</summary>
    public void Die()
    {
        if (!IsUp)
            return;
        world.Trace($"the server dies");
        _shell = null;
        _life++;
        _doomed = false;
        foreach (var (job, events) in _underWay)
            if (world.Happens(0.5))
                world.Law.Append(job, events);
        _underWay.Clear();
        foreach (var link in _open)
            link.Cut(noticedWithin: 1);
        _open.Clear();
        _links.Clear();
    }

    /// <summary>Dies after its next write, before it acts.</summary>
    public void DieSoon() => _doomed = true;

    public void Spare() => _doomed = false;

    public void Submit(JobSpec spec) => _shell?.Submit(spec);

    public void Abort(JobId job) => _shell?.Take(job, new JobCommand.Abort("ann"));

    public void Open(SimLink link) => _open.Add(link);

    public void Receive(SimLink link, Frame frame)
    {
        if (_shell is not { } shell)
            return;
        var node = link.Agent.Name;
        if (frame is Frame.Hello)
            _links[node] = link;
        if (_links.GetValueOrDefault(node) != link)
            return;
        switch (frame)
        {
            case Frame.Hello(var incarnation, var job, var running, var outcomes):
                shell.Beat(node, job, running, final: true, incarnation, world.Sabotage is Sabotage.ServerJudgesBeforeOutcomes ? [] : outcomes);
                break;
            case Frame.Beat(var job, var running, var outcomes):
                shell.Beat(node, job, running, final: false, link.Agent.Incarnation, outcomes);
                break;
            case Frame.Said(var what, var job):
                shell.Hear(node, what, job);
                break;
        }
    }

    public void LinkLost(SimLink link)
    {
        _open.Remove(link);
        if (_shell is null || _links.GetValueOrDefault(link.Agent.Name) != link)
            return;
        _links.Remove(link.Agent.Name);
        _shell.Vanish(link.Agent.Name, DownReason.ConnectionLost);
        AwaitReturn(link.Agent.Name);
    }

    public void Write(JobId job, ImmutableArray<JobEvent> events, Action done)
    {
        var write = (job, events);
        _underWay.Add(write);
        Action written = () =>
        {
            _underWay.Remove(write);
            var before = world.Law.Journal.GetValueOrDefault(job, JobState.Initial).GetType();
            world.Law.Append(job, events);
            if (_doomed)
            {
                Die();
                world.In(world.UpTo(world.Faults.LongestAbsence), Start);
                return;
            }

            var state = world.Law.Journal[job];
            if (state.GetType() != before)
                SetDeadline((JobState.Known)state, recovered: false);
            if (world.Sabotage is not Sabotage.ServerActsBeforeTheWrite)
                done();
        };
        var at = Now.AddSeconds(world.UpTo(world.OneOf(0.01, 0.01, 0.1, 2.0)));
        _lastWrite = at > _lastWrite ? at : _lastWrite;
        LaterAt(_lastWrite, written);
        if (world.Sabotage is Sabotage.ServerActsBeforeTheWrite)
            done();
    }

    public void Send(NodeName node, Order order, JobId? job)
    {
        if (order is Order.Ack)
            return;   // of the ZeroMQ protocol; has no effect on an agent
        if (order is Order.Recorded)
            world.Law.Receipt(node, job!.Value);
        if (order is Order.Abort && world.Sabotage is not Sabotage.ServerAbortsOnce)
            RepeatAbort(node);
        if (_links.TryGetValue(node, out var link))
            link.Down(order, job);
    }

    public void Tell(JobId job, FeedEvent news) => world.Trace($"  feed of {job}: {news.Name} {news.Node} {news.Status}");

    private void RepeatAbort(NodeName node)
    {
        var turn = _aborts[node] = _aborts.GetValueOrDefault(node) + 1;
        Later(1, () =>
        {
            if (_aborts[node] == turn)
                _shell!.RepeatAbort(node);
        });
    }

    private void SetDeadline(JobState.Known job, bool recovered)
    {
        switch (job)
        {
            case JobState.Voting(var spec, _, _, var at): LaterAt(Due(at), () => _shell!.Take(spec.Id, JobCommand.CloseVote.Instance)); break;
            case JobState.Running(var spec, _, _, _, var at): LaterAt(Due(at), () => _shell!.Take(spec.Id, JobCommand.EndRun.Instance)); break;
            case JobState.Finished: LaterAt(Now + Linger, () => _shell!.Forget(job.Spec.Id)); break;
        }

        DateTimeOffset Due(DateTimeOffset deadline) => recovered ? Job.DueAfterRecovery(deadline, Now, Grace) : deadline;
    }

    private void AwaitReturn(NodeName node) => LaterAt(Now + Grace, () =>
    {
        if (!_links.ContainsKey(node))
            _shell!.Down(node, DownReason.ConnectionLost);
    });

    private void LaterAt(DateTimeOffset at, Action what) => Later((at - Now).TotalSeconds, what);

    private void Later(double seconds, Action what)
    {
        var life = _life;
        world.In(Math.Max(0, seconds), () =>
        {
            if (life == _life && IsUp)
                what();
        });
    }
}
