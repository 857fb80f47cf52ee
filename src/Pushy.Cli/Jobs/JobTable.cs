using Spectre.Console;
using Spectre.Console.Rendering;

namespace Pushy.Cli.Jobs;

/// <summary>A job as a table: what a terminal shows while the job goes on, and once more when it has ended.</summary>
internal static class JobTable
{
    public static IRenderable Render(JobSnapshot snapshot)
    {
        var table = new Table { Border = TableBorder.Simple, Expand = false };
        table.AddColumn("Node");
        table.AddColumn("Vote");
        table.AddColumn("Run");
        table.AddColumn(new TableColumn("Time").RightAligned());
        table.AddColumn("Outcome");
        foreach (var node in snapshot.Nodes)
        {
            table.AddRow(
                new Text(SafeText.Line(node.Node)),
                new Text(node.Vote(), VoteStyle(node.Vote())),
                new Text(node.Run(), RunStyle(node.State)),
                new Text(node.Time(snapshot.At)),
                new Text(SafeText.Line(node.Outcome())));
        }

        return new Rows(Heading(snapshot), new Text("$ " + SafeText.Line(snapshot.Job.Command)), table);
    }

    private static Paragraph Heading(JobSnapshot snapshot) => new Paragraph()
        .Append("Job ")
        .Append(snapshot.Job.Id, new Style(decoration: Decoration.Dim))
        .Append(" ")
        .Append(snapshot.Job.Status.Replace('_', ' '), new Style(StatusColor(snapshot), decoration: Decoration.Bold))
        .Append($": {Counts(snapshot)}");

    /// <summary>What is left of the table where it is longer than the screen.</summary>
    private static string Counts(JobSnapshot snapshot) =>
        string.Join(", ", snapshot.Nodes.CountBy(node => node.State).Select(state => $"{state.Value} {state.Key.Replace('_', ' ')}"));

    private static Color StatusColor(JobSnapshot snapshot) =>
        !snapshot.IsFinal ? Color.Yellow : snapshot.Succeeded ? Color.Green : Color.Red;

    private static Style VoteStyle(string vote) => new(vote switch
    {
        "yes" => Color.Green,
        "no" or "none" => Color.Red,
        _ => Color.Default,
    });

    private static Style RunStyle(string state) => new(state switch
    {
        "succeeded" => Color.Green,
        "running" => Color.Yellow,
        "new" or "ready" or "was_ready" => Color.Default,
        _ => Color.Red,
    });
}
