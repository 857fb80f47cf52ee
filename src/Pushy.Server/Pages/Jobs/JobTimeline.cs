using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Server.Pages.Frame;

namespace Pushy.Server.Pages.Jobs;

/// <summary>Something that happened in a job.</summary>
/// <param name="At">When.</param>
/// <param name="Look">Sign and colour; its word is not shown.</param>
/// <param name="Text">For people.</param>
public sealed record TimelineEntry(DateTimeOffset At, StateLook Look, string Text);

/// <summary>What happened in a job, oldest first, as far as people need it: the job's own steps, and what went wrong with nodes, alike ones together.</summary>
public static class JobTimeline
{
    /// <summary>Entries about nodes; the latest count.</summary>
    public const int MostOfNodes = 30;

    /// <summary>Nodes named in one entry.</summary>
    private const int Named = 3;

    private static readonly StateLook Plain = new("·", "", "idle");

    public static IReadOnlyList<TimelineEntry> Of(JobState.Known job, JobScan scan)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(scan);

        var entries = new List<TimelineEntry>
        {
            new(job.CreatedAt, Plain, $"{VisibleText.Line(job.Spec.RequestedBy)} asked {Nodes(job.Spec.Nodes.Length)}; quorum {JobView.Number(job.Spec.Quorum)}"),
        };
        if (job is JobState.Running running)
            entries.Add(new TimelineEntry(running.Since, StateWords.Of(NodeState.Ready), $"quorum reached: {JobView.Number(scan.Votes.Yes)} voted yes"));
        if (scan.FirstStart is { } first)
            entries.Add(new TimelineEntry(first, StateWords.Of(NodeState.Running), "first node started"));
        entries.AddRange(OfNodes(job.Nodes.Counts, scan));
        if (job is JobState.Finished finished)
            entries.Add(new TimelineEntry(finished.Since, StateWords.Of(finished.How), Ending(finished)));
        return [.. entries.OrderBy(entry => entry.At)];
    }

    /// <summary>Nodes that ended alike, together with those next to them in time. Those that the scan has no room for count with the last of their state.</summary>
    private static IEnumerable<TimelineEntry> OfNodes(NodeCounts counts, JobScan scan)
    {
        var runs = new List<List<NodeLine>>();
        foreach (var line in scan.Bad.Where(line => line.Part.Ending is not NodeEnding.AbortedByUser).OrderBy(line => line.Part.EndedAt))
        {
            if (runs is [.., var run] && run[0].Part.State == line.Part.State && run[0].Part.Ending!.Code() == line.Part.Ending!.Code())
                run.Add(line);
            else
                runs.Add([line]);
        }

        var unlisted = scan.Bad.CountBy(line => line.Part.State).ToDictionary(listed => listed.Key, listed => counts.Of(listed.Key) - listed.Value);
        var last = runs.Select(run => run[0].Part.State).Index().GroupBy(one => one.Item, one => one.Index).ToDictionary(of => of.Key, of => of.Max());
        return runs.Select((run, i) => new TimelineEntry(
            run[0].Part.EndedAt!.Value, StateWords.Of(run[0].Part.State), Text(run, last[run[0].Part.State] == i ? run.Count + unlisted[run[0].Part.State] : run.Count))).TakeLast(MostOfNodes);
    }

    /// <param name="count">The run and what counts with it.</param>
    private static string Text(List<NodeLine> run, int count)
    {
        if (count == 1)
            return $"{VisibleText.Line(run[0].Node.Value)}: {VisibleText.Line(run[0].Part.Ending!.Sentence())}";
        var names = string.Join(", ", run.Take(Named).Select(line => VisibleText.Line(line.Node.Value)));
        var word = StateWords.Of(run[0].Part.State).Word;
        return count <= Named ? $"{names}: {word}" : $"{names} and {JobView.Number(count - Math.Min(run.Count, Named))} more: {word}";
    }

    private static string Ending(JobState.Finished job)
    {
        var counts = job.Nodes.Counts;
        var parts = Enum.GetValues<NodeState>().Where(state => counts.Of(state) > 0).Select(state => $"{JobView.Number(counts.Of(state))} {StateWords.Of(state).Word}");
        return $"{StateWords.Of(job.How).Word}: {string.Join(", ", parts)}";
    }

    private static string Nodes(int count) => count == 1 ? "1 node" : $"{JobView.Number(count)} nodes";
}
