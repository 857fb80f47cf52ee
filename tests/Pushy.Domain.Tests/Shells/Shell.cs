using Pushy.Domain.Feeds;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Domain.Tests.Shells;

/// <summary>A server without actors: puts the pure functions together as the actors do, with the journal between deciding and acting.</summary>
internal sealed class Shell(IOutside outside)
{
    private readonly Dictionary<JobId, Seat> _jobs = [];
    private readonly Dictionary<NodeName, PresenceState> _presence = [];
    private readonly Dictionary<NodeName, JobId?> _aborts = [];
    private readonly Dictionary<NodeName, string> _incarnations = [];

    public IEnumerable<KeyValuePair<JobId, JobState>> Jobs => _jobs.Select(seat => KeyValuePair.Create(seat.Key, seat.Value.State));

    public JobState Job(JobId id) => _jobs.TryGetValue(id, out var seat) ? seat.State : JobState.Initial;

    public PresenceState Presence(NodeName node) => _presence.GetValueOrDefault(node, PresenceState.Initial);

    /// <summary>Takes over a job from the journal.</summary>
    public void Recover(JobId id, JobState state) => _jobs[id] = new Seat(id) { State = state };

    public void Submit(JobSpec spec)
    {
        _jobs[spec.Id] = new Seat(spec.Id);
        Take(spec.Id, new JobCommand.Submit(spec));
    }

    /// <summary>The job was over for long enough.</summary>
    public void Forget(JobId id) => _jobs.Remove(id);

    public void Take(JobId id, JobCommand command, Action? afterwards = null)
    {
        if (!_jobs.TryGetValue(id, out var seat))
            return;
        seat.Inbox.Add((command, afterwards));
        if (!seat.Writing)
            WriteGathered(seat);
    }

    /// <summary>A node's own message about a job.</summary>
    public void Hear(NodeName node, NodeReport report, JobId? job)
    {
        var first = Greet(node, new Appearance(Incarnation: "", Holds: null));
        var seat = job is { } named ? _jobs.GetValueOrDefault(named) : null;
        seat?.NotedIdle.Remove(node);
        Become(node, NodePresence.Hear(Presence(node), report, job, isLive: seat is not null), job);
        AckTheFirst(node, first);

        if (seat is not null && Counts(seat, node) is null && NodeRules.ShowsThatItHoldsTheJob(report))
            Become(node, NodePresence.Reset(Presence(node), job), job);
        Action? receipt = report is NodeReport.Outcome or NodeReport.TimedOut || (report is NodeReport.Aborted && job is not null) ? () => outside.Send(node, Order.Recorded, job) : null;
        if (seat is not null)
            Take(seat.Id, new JobCommand.Report(node, report), receipt);
        else
            receipt?.Invoke();
    }

    /// <summary>What a node says of itself: a heartbeat, or a hello (<paramref name="final"/>).</summary>
    /// <param name="outcomes">Jobs whose outcome follows: of these the claim tells nothing.</param>
    public void Beat(NodeName node, JobId? job, bool running, bool final, string incarnation = "", IReadOnlyCollection<JobId>? outcomes = null)
    {
        var first = Greet(node, new Appearance(incarnation, job)) || final;
        if (final)
            _presence[node] = NodePresence.Appear(new Appearance(incarnation, job), outside.Now);
        var restarted = final && _incarnations.TryGetValue(node, out var old) && old != incarnation;
        if (final)
            _incarnations[node] = incarnation;
        var isLive = job is { } named && _jobs.TryGetValue(named, out var its) && Counts(its, node) is { State: var state } && state.IsLive();
        Become(node, NodePresence.Beat(Presence(node), job, isLive), job);
        AckTheFirst(node, first && !final);

        foreach (var seat in _jobs.Values.ToList())
        {
            if (Counts(seat, node) is not { } part || outcomes?.Contains(seat.Id) == true)
                continue;
            var duty = NodeDuties.Of(seat.State, part);
            if (restarted && duty is NodeDuty.Hold or NodeDuty.Run or NodeDuty.Await && job != seat.Id)
            {
                Take(seat.Id, new JobCommand.Report(node, new NodeReport.Down(DownReason.AgentRestarted)));
                continue;
            }

            var claim = job is null ? NodeClaim.Idle : job != seat.Id ? NodeClaim.Elsewhere : running ? NodeClaim.Running : NodeClaim.Committed;
            var verdict = NodeClaims.Judge(duty, claim, first, final, seat.NotedIdle.Contains(node));
            if (verdict.NotedIdle)
                seat.NotedIdle.Add(node);
            else
                seat.NotedIdle.Remove(node);
            if (verdict.Repeat && outside.Repeats)
                Do(seat.Id, node, duty);
            if (verdict.Report is { } report)
                Take(seat.Id, new JobCommand.Report(node, report));
        }
    }

    /// <summary>A node's first word, of an agent that does not say what it has in hand.</summary>
    public void Appear(NodeName node)
    {
        _presence.Remove(node);
        Become(node, NodePresence.Appear(new Appearance("", null, KnowsItself: false), outside.Now), null);
    }

    /// <summary>The node's link is gone; jobs wait for it until it counts as <see cref="Down"/>.</summary>
    public void Vanish(NodeName node, DownReason why) => _presence[node] = NodePresence.Vanish(Presence(node), why, outside.Now);

    /// <summary>The node was away for too long.</summary>
    public void Down(NodeName node, DownReason why)
    {
        foreach (var id in _jobs.Keys.ToList())
            Take(id, new JobCommand.Report(node, new NodeReport.Down(why)));
    }

    /// <summary>Says <c>abort</c> again to a node that did not answer.</summary>
    public void RepeatAbort(NodeName node)
    {
        if (Presence(node) is PresenceState.Online { Resetting: true })
            outside.Send(node, Order.Abort, _aborts.GetValueOrDefault(node));
    }

    public void Set(NodeName node, PresenceState presence) => _presence[node] = presence;

    private static NodePart? Counts(Seat seat, NodeName node) => (seat.State as JobState.Known)?.Nodes.Find(node);

    private void WriteGathered(Seat seat)
    {
        var batch = seat.Inbox.ToList();
        seat.Inbox.Clear();
        List<(JobState Before, JobEvent What)> events = [];
        var next = seat.State;
        foreach (var (command, _) in batch)
            foreach (var @event in global::Pushy.Domain.Jobs.Job.Decide(next, command, outside.Now).Events)
            {
                events.Add((next, @event));
                next = global::Pushy.Domain.Jobs.Job.Evolve(next, @event);
            }

        if (events is [])
        {
            Act(seat, seat.State, batch);
            return;
        }

        seat.Writing = true;
        outside.Write(seat.Id, [.. events.Select(entry => entry.What)], () =>
        {
            var before = seat.State;
            seat.State = next;
            foreach (var (then, what) in events)
                foreach (var news in JobFeed.Of(then, what))
                    outside.Tell(seat.Id, news);
            Act(seat, before, batch);
            seat.Writing = false;
            if (seat.Inbox is not [])
                WriteGathered(seat);
        });
    }

    /// <summary>Does what the job's new state asks for: over all nodes when its status changed, else over those of the batch.</summary>
    private void Act(Seat seat, JobState before, List<(JobCommand Command, Action? Afterwards)> batch)
    {
        if (seat.State is JobState.Known job)
        {
            var reporters = batch.Select(entry => entry.Command).OfType<JobCommand.Report>().ToList();
            foreach (var node in before.GetType() != job.GetType() ? [.. job.Spec.Nodes] : reporters.Select(report => report.Node).Distinct().ToList())
                if (job.Nodes.Find(node) is { } part)
                {
                    var duty = NodeDuties.Of(job, part);
                    var was = (before as JobState.Known)?.Nodes.Find(node) is { } then ? NodeDuties.Of(before, then) : NodeDuty.None;
                    var claims = reporters.Any(report => report.Node == node && report.What is NodeReport.AckCommit or NodeReport.AckRun);
                    if (duty != was || (duty is NodeDuty.Reset && claims && job is not JobState.Finished))
                        Do(seat.Id, node, duty);
                }

            if (before is JobState.Missing)
                foreach (var node in job.Spec.Nodes.Where(node => !Presence(node).IsAvailable))
                    seat.Inbox.Add((new JobCommand.Report(node, new NodeReport.Down(Presence(node).WhyNot)), null));
        }

        foreach (var (_, afterwards) in batch)
            afterwards?.Invoke();
    }

    private void Do(JobId job, NodeName node, NodeDuty duty)
    {
        var online = Presence(node) is PresenceState.Online;
        if (duty is NodeDuty.Commit && online)
            outside.Send(node, Order.Commit, job);
        else if (duty is NodeDuty.Run && online)
            outside.Send(node, Order.Run, job);
        else if (duty is NodeDuty.Reset)
            Become(node, NodePresence.Reset(Presence(node), job), job);
    }

    private bool Greet(NodeName node, Appearance who)
    {
        if (Presence(node) is not PresenceState.Unheard)
            return false;
        _presence[node] = NodePresence.Appear(who, outside.Now);
        return true;
    }

    private void AckTheFirst(NodeName node, bool first)
    {
        if (first && Presence(node) is PresenceState.Online { Resetting: false })
            outside.Send(node, Order.Ack, null);
    }

    private void Become(NodeName node, PresenceState next, JobId? job)
    {
        var was = Presence(node) is PresenceState.Online { Resetting: true };
        _presence[node] = next;
        if (!was && next is PresenceState.Online { Resetting: true })
        {
            _aborts[node] = job;
            outside.Send(node, Order.Abort, job);
        }
    }

    private sealed class Seat(JobId id)
    {
        public JobId Id { get; } = id;

        public JobState State { get; set; } = JobState.Initial;

        public bool Writing { get; set; }

        public List<(JobCommand Command, Action? Afterwards)> Inbox { get; } = [];

        public HashSet<NodeName> NotedIdle { get; } = [];
    }
}
