using System.Diagnostics.Metrics;
using Pushy.Contracts.Jobs;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Jobs;

/// <summary>What jobs of this host count. Once a row of the journal, at a cost of the events in it: nothing grows with the size of the job.</summary>
public sealed class JobMetrics
{
    /// <summary>States in which a node's part is over, with their words.</summary>
    private static readonly (NodeState State, KeyValuePair<string, object?> Label)[] Ends =
        [.. Enum.GetValues<NodeState>().Where(state => !state.IsLive()).Select(state => (state, Label("state", StateNames.Of(state, Dialect.PushJobs))))];

    private static readonly KeyValuePair<string, object?>[] Statuses = [.. Enum.GetValues<JobStatus>().Select(status => Label("status", StateNames.Of(status, Dialect.PushJobs)))];

    private static readonly KeyValuePair<string, object?> Yes = Label("vote", "yes");
    private static readonly KeyValuePair<string, object?> No = Label("vote", "no");
    private static readonly KeyValuePair<string, object?> Unavailable = Label("vote", "unavailable");

    /// <summary>For actors whose counts nobody reads. Below the words that it begins with.</summary>
    public static readonly JobMetrics Unread = new(new Meter("Pushy.Unread"));

    private readonly Counter<long> _started;
    private readonly Counter<long> _finished;
    private readonly Counter<long> _recovered;
    private readonly Counter<long> _votes;
    private readonly Counter<long> _outcomes;
    private readonly Counter<long> _failedWrites;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _voteDuration;
    private readonly Histogram<double> _writeDuration;
    private readonly Histogram<long> _writeEvents;

    public JobMetrics(Meter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);

        _started = meter.CreateCounter<long>("pushy.jobs.started", "{job}", "Jobs that were submitted and stored, in jobs.");
        _finished = meter.CreateCounter<long>("pushy.jobs.finished", "{job}", "Jobs that ended, by how, in jobs.");
        _recovered = meter.CreateCounter<long>("pushy.jobs.recovered", "{job}", "Unfinished jobs that went on here from what the journal has, after a restart or another host's end, in jobs.");
        _votes = meter.CreateCounter<long>("pushy.votes", "{vote}", "Votes of nodes, in votes; unavailable: not there, silent, or taken back.");
        _outcomes = meter.CreateCounter<long>("pushy.node.outcomes", "{node}", "Parts of nodes in jobs that are over, by their final state, in nodes.");
        _failedWrites = meter.CreateCounter<long>("pushy.journal.write.failures", "{write}", "Writes that the journal did not take, in writes.");
        _duration = meter.CreateHistogram("pushy.job.duration", "s", "From a job's submission to its end, by how it ended, in seconds.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 14400] });
        _voteDuration = meter.CreateHistogram("pushy.job.vote.duration", "s", "From a job's submission to its quorum, in seconds.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60] });
        _writeDuration = meter.CreateHistogram("pushy.journal.write.duration", "s", "From a job's write to the journal until it is durable, in seconds.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
        _writeEvents = meter.CreateHistogram("pushy.journal.write.events", "{event}", "Events in one write to the journal, in events.", null,
            new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 5, 10, 50, 100, 500, 1_000, 5_000, 10_000] });
        Publish();
    }

    /// <summary>The journal has a row more.</summary>
    /// <param name="took">Since the write was begun.</param>
    internal void Wrote(JobState before, JobState.Known after, JobWritten row, TimeSpan took)
    {
        _writeDuration.Record(took.TotalSeconds);
        _writeEvents.Record(row.Events.Length);
        CountVotes(row, after.CreatedAt);
        CountEnds(before is JobState.Known known ? known.Nodes.Counts : default, after.Nodes.Counts);
        if (before is JobState.Missing)
            _started.Add(1);
        if (after is JobState.Finished finished && before is not JobState.Finished)
        {
            _finished.Add(1, Statuses[(int)finished.How]);
            _duration.Record(Math.Max(0, (finished.Since - finished.CreatedAt).TotalSeconds), Statuses[(int)finished.How]);
        }
    }

    /// <summary>An unfinished job went on from what the journal has.</summary>
    internal void Recovered() => _recovered.Add(1);

    internal void WriteFailed() => _failedWrites.Add(1);

    private void CountVotes(JobWritten row, DateTimeOffset createdAt)
    {
        var (yes, no) = (0, 0);
        foreach (var one in row.Events)
        {
            if (one is JobEvent.NodeReady)
                yes++;
            else if (one is JobEvent.NodeEnded { How: NodeEnding.Nacked })
                no++;
            else if (one is JobEvent.QuorumReached quorum)
                _voteDuration.Record(Math.Max(0, (quorum.At - createdAt).TotalSeconds));
        }

        if (yes > 0)
            _votes.Add(yes, Yes);
        if (no > 0)
            _votes.Add(no, No);
    }

    /// <summary>A part that is over stays as it is, so these counts only grow.</summary>
    private void CountEnds(NodeCounts before, NodeCounts after)
    {
        foreach (var (state, label) in Ends)
        {
            if (after.Of(state) - before.Of(state) is > 0 and var more)
                _outcomes.Add(more, label);
        }

        if (after.Of(NodeState.Unavailable) - before.Of(NodeState.Unavailable) is > 0 and var absent)
            _votes.Add(absent, Unavailable);
    }

    /// <summary>Series that are there from the start: a rate shows the first event too.</summary>
    private void Publish()
    {
        _started.Add(0);
        _recovered.Add(0);
        _failedWrites.Add(0);
        foreach (var vote in new[] { Yes, No, Unavailable })
            _votes.Add(0, vote);
        foreach (var (_, label) in Ends)
            _outcomes.Add(0, label);
        foreach (var status in Enum.GetValues<JobStatus>().Where(status => status is not (JobStatus.Voting or JobStatus.Running)))
            _finished.Add(0, Statuses[(int)status]);
    }

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);
}
