using System.Globalization;
using Pushy.Cli.Output;

namespace Pushy.Cli.Jobs;

/// <summary>A job as text: some lines about it, then its nodes.</summary>
internal static class JobStatusText
{
    /// <summary>Of a larger job only those nodes are shown of which there is more to say than that all went well.</summary>
    private const int ShownWhole = 50;

    /// <summary>Of a larger job at most so many are shown; <c>wide</c> shows all.</summary>
    private const int MostRows = 200;

    public static IEnumerable<string> Head(JobSnapshot job, bool colours)
    {
        var status = job.Job.Status.Replace('_', ' ');
        var tone = !job.IsFinal ? Tone.Busy : JobExit.Of(job) == ExitCodes.Success ? Tone.Good : Tone.Bad;
        yield return $"Job {SafeText.Line(job.Job.Id)} {(colours ? Paint.With(tone, status) : SafeText.Line(status))}: {Counts(job)}";
        yield return $"$ {SafeText.Line(job.Job.Command)}";
        yield return $"created {SafeText.Line(job.Job.CreatedAt)}, {SafeText.Line(status)} since {SafeText.Line(job.Job.UpdatedAt)}, may run {job.Job.RunTimeout} s";
    }

    /// <summary>Null when there is nothing to show.</summary>
    public static Columns? Table(JobSnapshot job, bool wide)
    {
        var rows = wide || job.Nodes.Length <= ShownWhole ? job.Nodes : [.. job.Nodes.Where(node => node.State != "succeeded").Take(MostRows)];
        if (rows.Length == 0)
            return null;
        var columns = wide ? new Columns("NODE", "STATE", "STARTED", "TIME", "REASON", "WHY") : new Columns("NODE", "STATE", "TIME", "WHY");
        foreach (var node in rows)
        {
            var state = new Cell(node.State.Replace('_', ' '), ToneOf(node.State));
            if (wide)
                columns.Add(node.Node, state, node.StartedAt?.ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture), node.Time(job.At), node.Reason, node.Detail);
            else
                columns.Add(node.Node, state, node.Time(job.At), node.Outcome());
        }

        return columns;
    }

    /// <summary><c>3 nodes: 2 succeeded, 1 failed</c>.</summary>
    public static string Counts(JobSnapshot job) =>
        $"{job.Nodes.Length} {(job.Nodes.Length == 1 ? "node" : "nodes")}: {string.Join(", ", job.Nodes.CountBy(node => node.State).Select(state => $"{state.Value} {SafeText.Line(state.Key.Replace('_', ' '))}"))}";

    private static Tone ToneOf(string state) => state switch
    {
        "succeeded" => Tone.Good,
        "running" => Tone.Busy,
        "new" or "ready" or "was_ready" => Tone.Plain,
        _ => Tone.Bad,
    };
}
