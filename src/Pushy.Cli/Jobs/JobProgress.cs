using System.Collections.Immutable;
using Pushy.Cli.Feeds;

namespace Pushy.Cli.Jobs;

/// <summary>How far a node is in a job, as the feed tells it.</summary>
internal enum NodeProgress
{
    Yes,
    No,
    Silent,
    Running,
    Succeeded,
    Failed,
    Crashed,
}

/// <summary>A job as its feed tells it, event by event. Counts are kept, not counted: the work for an event does not grow with the job.</summary>
internal sealed record JobProgress
{
    public static readonly JobProgress Nothing = new();

    public string Command { get; private init; } = "";

    public int Quorum { get; private init; }

    public int NodeCount { get; private init; }

    public TimeSpan RunTimeout { get; private init; }

    /// <summary><c>voting</c>, <c>running</c>, or how it ended.</summary>
    public string Status { get; private init; } = "voting";

    public DateTimeOffset? StartedAt { get; private init; }

    /// <summary>When the vote was won; null before, and if it was not.</summary>
    public DateTimeOffset? RunningAt { get; private init; }

    public DateTimeOffset? EndedAt { get; private init; }

    /// <summary>Time of the last event.</summary>
    public DateTimeOffset At { get; private init; }

    public ImmutableDictionary<string, NodeProgress> Nodes { get; private init; } = ImmutableDictionary.Create<string, NodeProgress>(StringComparer.Ordinal);

    /// <summary>Nodes whose command runs, and since when.</summary>
    public ImmutableDictionary<string, DateTimeOffset> Running { get; private init; } = ImmutableDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>Nodes that voted yes, whatever became of them.</summary>
    public int VotedYes { get; private init; }

    private ImmutableDictionary<NodeProgress, int> Counts { get; init; } = ImmutableDictionary<NodeProgress, int>.Empty;

    public bool IsFinal => EndedAt is not null;

    /// <summary>Nodes that have not voted.</summary>
    public int Undecided => Math.Max(0, NodeCount - Nodes.Count);

    public int Count(NodeProgress progress) => Counts.GetValueOrDefault(progress);

    /// <summary>The job after an event; events of kinds that are not shown change nothing but the time.</summary>
    public JobProgress After(FeedEvent message)
    {
        var next = this with { At = message.At };
        return (message.Name, message.Node) switch
        {
            ("start", _) => next with
            {
                Command = message.Command ?? "",
                Quorum = message.Quorum,
                NodeCount = message.NodeCount,
                RunTimeout = message.RunTimeout,
                StartedAt = message.At,
            },
            ("quorum_vote", { } node) => next.With(node, message.Status switch
            {
                "success" => NodeProgress.Yes,
                "failure" => NodeProgress.No,
                _ => NodeProgress.Silent,
            }),
            ("quorum_succeeded", _) => next with { Status = "running", RunningAt = message.At },
            ("run_start", { } node) => next.With(node, NodeProgress.Running) with { Running = Running.SetItem(node, message.At) },
            ("run_complete", { } node) => next.With(node, message.Status switch
            {
                "success" => NodeProgress.Succeeded,
                "crashed" => NodeProgress.Crashed,
                _ => NodeProgress.Failed,
            }) with
            { Running = Running.Remove(node) },
            ("job_complete" or "summary", _) => next with { Status = message.Status ?? "complete", EndedAt = message.At },
            _ => next,
        };
    }

    /// <summary>Since the start, until the end or now.</summary>
    public TimeSpan Elapsed(DateTimeOffset now) => StartedAt is { } start && (EndedAt ?? now) - start is { Ticks: > 0 } elapsed ? elapsed : TimeSpan.Zero;

    /// <summary>Until the run times out; null while nothing runs.</summary>
    public TimeSpan? Left(DateTimeOffset now) => RunningAt is { } start && !IsFinal && start + RunTimeout - now is { Ticks: > 0 } left ? left : null;

    private JobProgress With(string node, NodeProgress progress)
    {
        NodeProgress? before = Nodes.TryGetValue(node, out var known) ? known : null;
        var counts = before is { } old ? Counts.SetItem(old, Count(old) - 1) : Counts;
        counts = counts.SetItem(progress, counts.GetValueOrDefault(progress) + 1);
        var votedYes = (before, progress) switch
        {
            (null, NodeProgress.Yes) => VotedYes + 1,
            (NodeProgress.Yes, NodeProgress.No or NodeProgress.Silent) when RunningAt is null => VotedYes - 1, // it said yes, and then no longer
            _ => VotedYes,
        };
        return this with { Nodes = Nodes.SetItem(node, progress), Counts = counts, VotedYes = votedYes };
    }
}
