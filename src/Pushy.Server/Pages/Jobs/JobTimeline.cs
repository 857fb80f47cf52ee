using System.Globalization;
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
            new(job.CreatedAt, Plain, $"{VisibleText.Line(job.Spec.RequestedBy)} asked {Nodes(job.Spec.Nodes.Length)}; quorum {Number(job.Spec.Quorum)}"),
        };
        if (job is JobState.Running running)
            entries.Add(new TimelineEntry(running.Since, StateWords.Of(NodeState.Ready), $"quorum reached: {Number(scan.Votes.Yes)} voted yes"));
        if (scan.FirstStart is { } first)
            entries.Add(new TimelineEntry(first, StateWords.Of(NodeState.Running), "first node started"));
        entries.AddRange(OfNodes(scan));
        if (job is JobState.Finished finished)
            entries.Add(new TimelineEntry(finished.Since, StateWords.Of(finished.How), Ending(finished)));
        return [.. entries.OrderBy(entry => entry.At)];
    }

    /// <summary>Nodes that ended alike, together with those next to them in time.</summary>
    private static IEnumerable<TimelineEntry> OfNodes(JobScan scan)
    {
        var runs = new List<List<NodeLine>>();
        foreach (var line in scan.Bad.Where(line => line.Part.Ending is not NodeEnding.AbortedByUser).OrderBy(line => line.Part.EndedAt))
        {
            if (runs is [.., var run] && run[0].Part.State == line.Part.State && run[0].Part.Ending!.Code() == line.Part.Ending!.Code())
                run.Add(line);
            else
                runs.Add([line]);
        }

        return runs.TakeLast(MostOfNodes).Select(run => new TimelineEntry(run[0].Part.EndedAt!.Value, StateWords.Of(run[0].Part.State), Text(run)));
    }

    private static string Text(List<NodeLine> run)
    {
        if (run.Count == 1)
            return $"{VisibleText.Line(run[0].Node.Value)}: {VisibleText.Line(run[0].Part.Ending!.Sentence())}";
        var names = string.Join(", ", run.Take(Named).Select(line => VisibleText.Line(line.Node.Value)));
        var word = StateWords.Of(run[0].Part.State).Word;
        return run.Count <= Named ? $"{names}: {word}" : $"{names} and {Number(run.Count - Named)} more: {word}";
    }

    private static string Ending(JobState.Finished job)
    {
        var counts = job.Nodes.Counts;
        var parts = Enum.GetValues<NodeState>().Where(state => counts.Of(state) > 0).Select(state => $"{Number(counts.Of(state))} {StateWords.Of(state).Word}");
        return $"{StateWords.Of(job.How).Word}: {string.Join(", ", parts)}";
    }

    private static string Nodes(int count) => count == 1 ? "1 node" : $"{Number(count)} nodes";

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
