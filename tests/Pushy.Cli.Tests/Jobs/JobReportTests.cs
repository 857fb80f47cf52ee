using Pushy.Cli.Jobs;

namespace Pushy.Cli.Tests.Jobs;

public sealed class JobReportTests
{
    [Fact]
    public void Each_node_has_its_outcome_its_reason_and_its_output() => Snapshot.Matches(
        "report",
        Report(
            Some.Job("complete", Some.Succeeded("node-1"), Some.Failed("node-2", 3), Some.Killed("node-3", 9), Some.Unavailable("node-4")),
            new NodeOutput("node-1", "hello\n\nworld\n", ""),
            new NodeOutput("node-2", "", "no such thing\n"),
            new NodeOutput("node-3", "cut off", null),
            new NodeOutput("node-4", null, null)));

    [Fact]
    public void Twelve_lines_are_shown_whole() =>
        Assert.Equal(12, Lines(12).Count(line => line.StartsWith("  | line", StringComparison.Ordinal)));

    [Fact]
    public void Longer_output_is_folded_to_its_first_and_last_lines()
    {
        var lines = Lines(100);

        Assert.Equal(
            [1, 2, 3, 4, 5, 6, 7, 8, 97, 98, 99, 100],
            lines.Where(line => line.StartsWith("  | line", StringComparison.Ordinal)).Select(line => int.Parse(line[9..], null)));
        Assert.Contains("  | … 88 more lines …", lines);
    }

    [Fact]
    public void Output_cannot_move_the_cursor()
    {
        var report = Report(Some.Job("complete", Some.Succeeded("node-1")), new NodeOutput("node-1", "\u001b[2Jgone\ra\tb\u009b", null));

        Assert.DoesNotContain(report, c => char.IsControl(c) && c != '\n');
        Assert.Contains("?[2Jgone", report, StringComparison.Ordinal);
    }

    private static List<string> Lines(int count) =>
    [
        .. JobReport.Lines(
            Some.Job("complete", Some.Succeeded("node-1")),
            [new NodeOutput("node-1", string.Concat(Enumerable.Range(1, count).Select(number => $"line {number}\n")), null)]),
    ];

    private static string Report(JobSnapshot job, params NodeOutput[] outputs) => string.Join('\n', JobReport.Lines(job, outputs));
}
