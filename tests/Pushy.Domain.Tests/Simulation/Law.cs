using System.Collections.Immutable;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Simulation;

internal sealed class LawBroken(string what) : Exception(what);

/// <summary>What must hold in every history, checked as it happens against the journal and against what the machines really did.</summary>
internal sealed class Law(History world)
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(6);   // a write of 2 s in which commands gather, and the next

    private readonly Dictionary<JobId, JobState> _journal = [];
    private readonly HashSet<(NodeName, JobId)> _starts = [];
    private readonly Dictionary<(NodeName, JobId), CommandResult> _exits = [];

    /// <summary>Each job as its journaled events make it.</summary>
    public IReadOnlyDictionary<JobId, JobState> Journal => _journal;

    public int Starts => _starts.Count;

    /// <summary>How jobs and nodes ended, by name.</summary>
    public HashSet<string> Endings { get; } = [];

    /// <summary>A process was started.</summary>
    public void Start(NodeName node, JobId job)
    {
        if (!_starts.Add((node, job)))
            throw new LawBroken($"{node} started {job} twice");
    }

    /// <summary>A process ended by itself, and its outcome is on disk.</summary>
    public void Exit(NodeName node, JobId job, CommandResult result) => _exits[(node, job)] = result;

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

    public void Append(JobId job, ImmutableArray<JobEvent> events)
    {
        foreach (var @event in events)
        {
            world.Trace($"  journal of {job}: {@event}");
            var before = _journal.GetValueOrDefault(job, JobState.Initial);
            var after = Job.Evolve(before, @event);
            _journal[job] = after;
            if (Rank(after) < Rank(before) || before is JobState.Finished)
                throw new LawBroken($"{job} went from {before.GetType().Name} to {after.GetType().Name}");
            foreach (var node in ((JobState.Known)after).Spec.Nodes)
                Move(job, node, (before as JobState.Known)?.Nodes.Find(node), Part(node, job)!);
            AddUp(job, (JobState.Known)after);
            if (after is JobState.Finished over)
                Endings.Add(over.How.ToString());
        }
    }

    /// <summary>A job is over once its deadline has passed and the server was there for long enough.</summary>
    public void Deadlines()
    {
        if (!world.Server.IsUp)
            return;
        foreach (var (id, job) in _journal)
        {
            DateTimeOffset? deadline = job switch { JobState.Voting { ClosesAt: var at } => at, JobState.Running { EndsAt: var at } => at, _ => null };
            var resumed = world.Server.UpSince + SimServer.Grace;
            if (deadline is { } due && world.Now > (due > resumed ? due : resumed) + Slack)
                throw new LawBroken($"{id} is still {job.GetType().Name} at {world.Now:T}, due {due:T}");
        }
    }

    /// <summary>At the end, with all healed.</summary>
    public void Rest()
    {
        foreach (var (id, state) in _journal)
            if (state is not JobState.Finished)
                throw new LawBroken($"{id} never ended: {state.GetType().Name}");
        foreach (var agent in world.Agents)
            if (!agent.IsQuiet)
                throw new LawBroken($"an agent does not come to rest: {agent}");
        if (!world.Server.IsQuiet)
            throw new LawBroken("a node is never available again");
        if (world.Faults.Ordered)
            foreach (var ((node, job), result) in _exits)
                Outcome(node, job, result);
        if (world.Faults == Faults.ServerOnly)
            EachWasAsked();
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
            || (shown is NodeEnding.DownWhileRunning && world.Faults.LongestAbsence > Faults.ServerOnly.LongestAbsence);
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
        if (before.Ending is null && after.Ending is NodeEnding.Ended(var shown) && _exits.GetValueOrDefault((node, job)) != shown)
            throw new LawBroken($"{node} in {job} is shown with an outcome that never was: {shown}");
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
