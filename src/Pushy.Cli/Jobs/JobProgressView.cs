using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Pushy.Cli.Jobs;

/// <summary>A job that goes on, in a few lines that do not grow with it: votes against the quorum line, states, slow nodes, times.</summary>
internal static class JobProgressView
{
    private const int SlowShown = 5;
    private const int BadShown = 5;

    /// <summary>What stands before a bar, the quorum line in it, and a blank behind it.</summary>
    private const int BarMargin = 8;

    private const int LeastBar = 10;
    private const int MostBar = 60;

    public static IRenderable Render(string id, JobProgress job, DateTimeOffset now, int width)
    {
        List<IRenderable> rows =
        [
            Head(id, job, now),
            new Text("$ " + SafeText.Line(job.Command)) { Overflow = Overflow.Ellipsis },
            VoteRow(job, width),
        ];
        if (job.RunningAt is not null)
            rows.Add(RunRow(job, width));
        foreach (var (node, since) in job.Running.OrderBy(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal).Take(SlowShown))
            rows.Add(new Text($"slow  {SafeText.Line(node)}  {NodeWords.Seconds(now - since)}", Color.Yellow) { Overflow = Overflow.Ellipsis });
        var bad = job.Count(NodeProgress.Failed) + job.Count(NodeProgress.Crashed);
        if (bad > 0)
            rows.Add(new Text($"bad   {Bad(job)}", Color.Red) { Overflow = Overflow.Ellipsis });
        return new Rows(rows);
    }

    /// <summary><c>1 h 02 min</c>, <c>2 min 05 s</c>, <c>1.2 s</c>.</summary>
    public static string Length(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds:00} s"),
        _ => NodeWords.Seconds(time),
    };

    /// <summary><c>82 yes, 3 no, 1 silent, 14 undecided of 100</c>.</summary>
    public static string Votes(JobProgress job)
    {
        (int Count, string Word)[] parts =
        [
            (job.VotedYes, "yes"), (job.Count(NodeProgress.No), "no"), (job.Count(NodeProgress.Silent), "silent"), (job.Undecided, "open"),
        ];
        return $"{string.Join(", ", parts.Where(part => part.Count > 0).Select(part => $"{part.Count} {part.Word}").DefaultIfEmpty("none"))} of {job.NodeCount}";
    }

    /// <summary><c>40 succeeded, 2 failed, 38 running, 2 waiting</c>.</summary>
    public static string Runs(JobProgress job)
    {
        (int Count, string Word)[] parts =
        [
            (job.Count(NodeProgress.Succeeded), "succeeded"), (job.Count(NodeProgress.Failed), "failed"), (job.Count(NodeProgress.Crashed), "crashed"),
            (job.Count(NodeProgress.Running), "running"), (job.Count(NodeProgress.Yes), job.IsFinal ? "cut off" : "waiting"),
        ];
        return string.Join(", ", parts.Where(part => part.Count > 0).Select(part => $"{part.Count} {part.Word}").DefaultIfEmpty("nothing yet"));
    }

    private static Paragraph Head(string id, JobProgress job, DateTimeOffset now)
    {
        var times = $" {Length(job.Elapsed(now))}{(job.Left(now) is { } left ? $", {Length(left)} left" : "")}";
        return new Paragraph($"Job {SafeText.Line(id)} ")
            .Append(SafeText.Line(job.Status.Replace('_', ' ')), new Style(job.IsFinal ? Color.Default : Color.Yellow, decoration: Decoration.Bold))
            .Append(times);
    }

    private static Paragraph VoteRow(JobProgress job, int width)
    {
        var reached = job.VotedYes >= job.Quorum;
        var text = $"{Votes(job)}; quorum {job.Quorum}{(reached ? " reached" : "")}";
        var bar = Bar(width, text);
        var (line, filled) = (Place(job.Quorum, job.NodeCount, bar), Place(job.VotedYes, job.NodeCount, bar));
        var row = new Paragraph("vote  ");
        for (var place = 0; place < bar; place++)
        {
            var isFull = place < filled;
            row.Append(isFull ? "█" : "░", isFull ? reached ? Color.Green : Color.Yellow : Color.Default);
            if (place + 1 == line)
                row.Append("|", new Style(decoration: Decoration.Bold));
        }

        return row.Append(" " + text);
    }

    private static Paragraph RunRow(JobProgress job, int width)
    {
        var text = Runs(job);
        var bar = Bar(width, text);
        var all = Math.Max(1, job.VotedYes);
        var bad = job.Count(NodeProgress.Failed) + job.Count(NodeProgress.Crashed);
        var (good, ended) = (Place(job.Count(NodeProgress.Succeeded), all, bar), Place(job.Count(NodeProgress.Succeeded) + bad, all, bar));
        var row = new Paragraph("run   ");
        row.Append(new string('█', good), Color.Green).Append(new string('▓', ended - good), Color.Red).Append(new string('░', bar - ended));
        return row.Append(" " + text);
    }

    private static string Bad(JobProgress job)
    {
        var names = job.Nodes.Where(node => node.Value is NodeProgress.Failed or NodeProgress.Crashed)
            .Take(BadShown + 1).Select(node => SafeText.Line(node.Key)).Order(StringComparer.Ordinal).ToList();
        return names.Count <= BadShown ? string.Join(", ", names) : $"{string.Join(", ", names.Take(BadShown))}, …";
    }

    /// <summary>What is left of the line.</summary>
    private static int Bar(int width, string text) => Math.Clamp(width - BarMargin - text.Length, LeastBar, MostBar);

    private static int Place(int part, int whole, int bar) => whole <= 0 ? 0 : (int)Math.Min(bar, (long)part * bar / whole);
}
