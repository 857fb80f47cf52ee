using System.Collections.Immutable;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Simulation;

internal sealed class LawBroken(string what) : Exception(what);

/// <summary>What must hold in every history, checked as it happens against the journal and against what the machines really did.</summary>
internal sealed class Law(History world)
{
    /// <summary>A write of 2 s in which commands gather, and the next.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(6);

    /// <summary>From a disturbance until a job is back in some memory: backoff, reading, and the grace period of what was due meanwhile.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(SimSharding.RestartBackoff + 1) + SimJob.Grace;

    private readonly Dictionary<JobId, JobState> _journal = [];
    private readonly HashSet<JobId> _acknowledged = [];
    private readonly HashSet<(NodeName, JobId)> _starts = [];
    private readonly Dictionary<(NodeName, JobId), CommandResult> _exits = [];
    private readonly HashSet<(NodeName, JobId)> _kept = [];
    private readonly Dictionary<JobId, DateTimeOffset> _since = [];   // by the true time
    private readonly HashSet<JobId> _recovered = [];                  // and so by some host's clock

    /// <summary>Each job as its journaled events make it.</summary>
    public IReadOnlyDictionary<JobId, JobState> Journal => _journal;

    public int Starts => _starts.Count;

    public int Acknowledged => _acknowledged.Count;

    /// <summary>How jobs and nodes ended, by name.</summary>
    public HashSet<string> Endings { get; } = [];

    /// <summary>The client was told that the job is stored.</summary>
    public void Submitted(JobId job)
    {
        _acknowledged.Add(job);
        if (!_journal.ContainsKey(job))
            throw new LawBroken($"{job} was answered with 201, and the journal does not have it");
    }

    /// <summary>The client was told that the job is aborted.</summary>
    public void Stopped(JobId job)
    {
        if (_journal.GetValueOrDefault(job) is not JobState.Finished)
            throw new LawBroken($"{job} was answered as aborted, and the journal does not say so");
    }

    /// <summary>Something leaves a job for a client or an agent: it must come from what the journal has for good.</summary>
    public void Speaks(SimJob job)
    {
        if (job.Sequence > 0 && world.Journal.RowOf(job.Id, job.Sequence) != job.Last)
            throw new LawBroken($"{job} speaks and diverges from its journal: it holds row {job.Sequence} for another than is there");
    }

    /// <summary>A process was started.</summary>
    public void Start(NodeName node, JobId job)
    {
        if (!_starts.Add((node, job)))
            throw new LawBroken($"{node} started {job} twice");
    }

    /// <summary>A process ended by itself.</summary>
    /// <param name="isOnDisk">Whether the agent will know it after a restart.</param>
    public void Exit(NodeName node, JobId job, CommandResult result, bool isOnDisk)
    {
        _exits[(node, job)] = result;
        if (isOnDisk)
            _kept.Add((node, job));
    }

    /// <summary>A server's abort is about to kill a process.</summary>
    public void Kill(NodeName node, JobId job)
    {
        if (Part(node, job) is { } part && part.State.IsLive())
            throw new LawBroken($"{node}'s command is killed while {job} counts on it ({part.State})");
    }

    /// <summary>The agent is told to forget its outcome.</summary>
    public void Receipt(NodeName node, JobId job)
    {
        if (Part(node, job) is { } part && part.State.IsLive())
            throw new LawBroken($"{node} got a receipt for {job} which the journal does not have ({part.State})");
    }

    public JobState Append(JobId job, JobState state, ImmutableArray<JobEvent> events)
    {
        foreach (var @event in events)
        {
            world.Trace($"  journal of {job}: {@event}");
            var before = state;
            state = Job.Evolve(before, @event);
            _journal[job] = state;
            if (Rank(state) < Rank(before) || before is JobState.Finished)
                throw new LawBroken($"{job} went from {before.GetType().Name} to {state.GetType().Name}");
            Clock(job, before, @event, state);
            foreach (var node in ((JobState.Known)state).Spec.Nodes)
                Move(job, node, (before as JobState.Known)?.Nodes.Find(node), Part(node, job)!);
            AddUp(job, (JobState.Known)state);
            if (state is JobState.Finished over)
                Endings.Add(over.How.ToString());
            Steps(@event);
        }

        return state;
    }

    /// <summary>
    /// A job is over once its deadline has passed and nothing has gone wrong for long enough. One that nobody has in memory waits until
    /// somebody asks for it: its first row may reach the journal when all that had to do with it are gone, or have looked and left; and in a
    /// split the side that is downed may have been the only one to know it (docs/decisions/0130).
    /// </summary>
    public void Deadlines()
    {
        if (!world.IsCalm)
            return;
        foreach (var (id, job) in _journal)
        {
            if (Job.TimeFor((JobState.Known)job) is not { } length || IsOrphan(id))
                continue;
            var due = _since[id] + length;
            var resumed = world.CalmSince + Recovery + (world.Faults.Jumps > 0 ? length : TimeSpan.Zero);   // a wrong clock may give it its whole time once more
            if (world.Now > (due > resumed ? due : resumed) + Slack)
                throw new LawBroken($"{id} is still {job.GetType().Name} at {world.Now:T}, due {due:T}");
        }
    }

    /// <summary>A host read the job from the journal: how much of its time is left, it has from its clock.</summary>
    public void Recovered(JobId job) => _recovered.Add(job);

    /// <summary>As long as a host has it, a job gets all of its time, whatever clocks say.</summary>
    private void Clock(JobId job, JobState before, JobEvent @event, JobState after)
    {
        if (@event is JobEvent.VoteClosed or JobEvent.TimedOut && !_recovered.Contains(job) && before is JobState.Known known
            && world.Now - _since[job] < Job.TimeFor(known))
            throw new LawBroken($"{job} had only {world.Now - _since[job]} of its time as {before.GetType().Name}");
        if (before.GetType() == after.GetType())
            return;
        _since[job] = world.Now;
        _recovered.Remove(job);
    }

    private bool IsOrphan(JobId job) => (!_acknowledged.Contains(job) || world.Faults.Splits > 0) && world.Sharding.IsForgotten(job);

    /// <summary>At the end, with all healed.</summary>
    public void Rest()
    {
        foreach (var job in _acknowledged)
            if (!_journal.ContainsKey(job))
                throw new LawBroken($"{job} was answered with 201 and is lost");
        foreach (var (id, state) in _journal)
            if (state is not JobState.Finished)
                throw new LawBroken($"{id} never ended: {state.GetType().Name}");
        foreach (var agent in world.Agents)
            if (!agent.IsQuiet)
                throw new LawBroken($"an agent does not come to rest: {agent}");
        if (!world.NodesAreAvailable)
            throw new LawBroken("a node is never available again");
        Reasons();
        if (world.Faults.Ordered)
            foreach (var (node, job) in _kept)
                Outcome(node, job, _exits[(node, job)]);
        if (world.Faults == Faults.HostOnly)
            EachWasAsked();
    }

    /// <summary>"Why not?" has an answer for every node.</summary>
    private void Reasons()
    {
        foreach (var (id, state) in _journal)
            foreach (var node in ((JobState.Known)state).Spec.Nodes)
                if (Part(node, id)!.Ending is not { } why || why.Code() is "" || why.Sentence() is "")
                    throw new LawBroken($"{node} in {id} has no reason to have ended");
    }

    /// <summary>While agents live and the server is never away for long, nobody runs out of time for want of a <c>run</c>.</summary>
    private void EachWasAsked()
    {
        foreach (var (id, state) in _journal)
            foreach (var node in ((JobState.Known)state).Spec.Nodes)
                if (Part(node, id)!.Ending is NodeEnding.RunTimeout && !_starts.Contains((node, id)))
                    throw new LawBroken($"{node} was ready for {id} and never got to run it");
    }

    /// <summary>Over links that keep order, an outcome is shown unless the job had given up on the node for a reason of its own.</summary>
    private void Outcome(NodeName node, JobId job, CommandResult result)
    {
        var shown = Part(node, job)!.Ending;
        var excused = shown is NodeEnding.Ended or NodeEnding.RunTimeout or NodeEnding.AbortedByUser
            || (shown is NodeEnding.DownWhileRunning && world.Faults.LongestAbsence > Faults.HostOnly.LongestAbsence);
        if (!excused)
            throw new LawBroken($"{node} ended {job} with {result.ExitStatus}, shown is {shown}");
    }

    private void Move(JobId job, NodeName node, NodePart? before, NodePart after)
    {
        if (before is null)
            return;
        if (Rank(after) < Rank(before))
            throw new LawBroken($"{node} in {job} went from {before} back to {after}");
        if (before.Ending is { } ending && after.Ending != ending)
            throw new LawBroken($"{node} in {job} had ended with {ending}, now with {after.Ending}");
        if (before.Ending is null && after.Ending is { } how)
            Endings.Add(how.GetType().Name);
        if (after is NodePart.Running && !_starts.Contains((node, job)))
            throw new LawBroken($"{node} is shown as running {job} and never started it");
        if (before.Ending is null && after.Ending is NodeEnding.Ended(var shown) && _exits.GetValueOrDefault((node, job)) != shown)
            throw new LawBroken($"{node} in {job} is shown with an outcome that never was: {shown}");
    }

    private void Steps(JobEvent @event)
    {
        Step? step = @event switch
        {
            JobEvent.Submitted => Step.Voting,
            JobEvent.QuorumReached => Step.Quorum,
            JobEvent.NodeStarted => Step.Running,
            JobEvent.Completed => Step.Complete,
            JobEvent.Aborted => Step.Aborting,
            _ => null,
        };
        if (step is { } reached)
            world.Reached(reached, null);
    }

    private static void AddUp(JobId id, JobState.Known job)
    {
        foreach (var state in Enum.GetValues<NodeState>())
            if (job.Nodes.Counts.Of(state) != job.Spec.Nodes.Count(node => job.Nodes.Find(node)!.State == state))
                throw new LawBroken($"{id} miscounts {state}");
    }

    private NodePart? Part(NodeName node, JobId job) => (_journal.GetValueOrDefault(job) as JobState.Known)?.Nodes.Find(node);

    private static int Rank(JobState job) => job switch { JobState.Missing => 0, JobState.Voting => 1, JobState.Running => 2, _ => 3 };

    private static int Rank(NodePart part) => part switch { NodePart.New => 0, NodePart.Ready => 1, NodePart.Running => 2, NodePart.Ended => 3, _ => 4 };
}
