using Pushy.Cli.Jobs;

namespace Pushy.Cli.Tests.Jobs;

public sealed class JobTextTests
{
    [Fact]
    public void A_job_is_shown_with_each_nodes_state_and_why() => Snapshot.Matches("status", Text(
        Some.Job("complete", Some.Succeeded("node-1"), Some.Failed("node-2", 3), Some.Killed("node-3", 9), Some.Unavailable("node-4"), Some.Nacked("[red]\e[2J")), wide: false));

    [Fact]
    public void Wide_has_reasons_for_programs_too() => Snapshot.Matches("status-wide", Text(Some.Job("complete", Some.Succeeded("node-1"), Some.Crashed("node-2")), wide: true));

    [Fact]
    public void Of_a_large_job_those_that_succeeded_are_only_counted()
    {
        var job = Some.Job("complete", [.. Enumerable.Range(1, 500).Select(number => Some.Succeeded($"n{number}")), Some.Failed("bad", 1)]);

        Assert.Equal(2, JobStatusText.Table(job, wide: false)!.Lines(null, colours: false).Count());
        Assert.Equal(502, JobStatusText.Table(job, wide: true)!.Lines(null, colours: false).Count());
        Assert.Contains("501 nodes: 500 succeeded, 1 failed", JobStatusText.Head(job, colours: false).First(), StringComparison.Ordinal);
    }

    [Fact]
    public void Jobs_are_rows_cut_to_the_screen() => Snapshot.Matches("list", string.Join('\n', JobListTable.Of(
        [Some.Job("running").Job, Some.Job("complete").Job with { Outcome = new(3, 0, 3) }, Some.Job("complete").Job with { Outcome = new(3, 2, 0) },
            Some.Job("complete").Job with { Outcome = new(3, 3, 0) }, Some.Job("complete").Job with { CreatedAt = "Tue, 25 Nov 2025 11:59:50 GMT" },
            Some.Job("quorum_failed").Job with { Command = new string('x', 200) }], wide: false, new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero)).Lines(80, colours: false)));

    [Fact]
    public void Nodes_that_printed_the_same_share_a_place()
    {
        var folded = new FoldedOutput();
        folded.Add(new NodeOutput("a", "old\n", ""));
        folded.Add(new NodeOutput("b", "same\ntext\n", ""));
        folded.Add(new NodeOutput("c", "same\ntext\n", ""));
        folded.Add(new NodeOutput("d", "same\ntext\n", "warning \e[31m\n"));
        folded.Add(new NodeOutput("e", "", ""));

        Assert.False(folded.HasMissing);
        Snapshot.Matches("output", string.Join('\n', folded.Lines()));
        Assert.Equal(["b", "c"], folded.Document()[1]!["nodes"]!.AsArray().Select(node => node!.GetValue<string>()));
    }

    [Fact]
    public void Output_that_is_not_stored_is_not_output_that_is_empty()
    {
        var folded = new FoldedOutput();
        folded.Add(new NodeOutput("a", "", ""));
        folded.Add(new NodeOutput("b", null, null));

        Assert.True(folded.HasMissing);
        Assert.Equal(4, folded.Lines().Count());
    }

    [Fact]
    public void Too_much_output_is_not_held()
    {
        var folded = new FoldedOutput();
        foreach (var node in Enumerable.Range(0, 9))
            folded.Add(new NodeOutput($"n{node}", new string((char)('a' + node), 4 << 20), ""));

        Assert.Contains("(too much to show here: see it with --raw --node)", folded.Lines());
        Assert.False(folded.HasMissing);
    }

    private static string Text(JobSnapshot job, bool wide) =>
        string.Join('\n', JobStatusText.Head(job, colours: false).Concat(JobStatusText.Table(job, wide)!.Lines(80, colours: false)));
}
