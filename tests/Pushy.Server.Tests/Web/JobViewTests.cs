using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Server.Pages.Jobs;

namespace Pushy.Server.Tests.Web;

/// <summary>What a job's page shows, from a job's state alone.</summary>
public sealed class JobViewTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_failed_comes_first_then_what_runs_for_longest_then_the_rest()
    {
        var scan = JobScan.Of(Job(
            ("fine", Ended(0, 5)), ("young", Running(50)), ("old", Running(10)), ("absent", Down(1)), ("failed-late", Ended(1, 9)), ("failed", Ended(1, 7))));

        Assert.Equal(["failed", "failed-late", "absent"], scan.Bad.Select(line => line.Node.Value));
        Assert.Equal(["old", "young"], scan.Slow.Select(line => line.Node.Value));
        Assert.Equal(["fine"], scan.Others.Select(line => line.Node.Value));
        Assert.Equal(["failed", "failed-late", "old", "young", "absent", "fine"], scan.Lines.Select(line => line.Node.Value));
        Assert.Equal(Noon.AddSeconds(2), scan.FirstStart);
    }

    [Fact]
    public void However_many_nodes_there_are_few_are_shown_and_each_has_a_letter()
    {
        var nodes = new List<(string, NodePart)>();
        for (var n = 0; n < 5_000; n++)
            nodes.Add(($"bad{n}", Ended(1, n)));
        for (var n = 0; n < 5_000; n++)
            nodes.Add(($"slow{n}", Running(n)));
        var scan = JobScan.Of(Job([.. nodes]));

        Assert.Equal(JobScan.MostOfState, scan.Bad.Length);
        Assert.Equal(Enumerable.Range(0, JobScan.MostSlow).Select(n => $"slow{n}"), scan.Slow.Select(line => line.Node.Value));
        Assert.Empty(scan.Others);
        Assert.Equal(new string('e', 5_000) + new string('c', 5_000), scan.States);
    }

    [Fact]
    public void Votes_are_what_was_said_then_whatever_became_of_it()
    {
        var scan = JobScan.Of(Job(
            ("open", NodePart.New.Instance), ("ready", NodePart.Ready.Instance), ("done", Ended(0, 5)),
            ("refused", End(new NodeEnding.Nacked(NackReason.Busy, null))), ("refused-to-run", End(new NodeEnding.RunNacked(NackReason.Busy, null))), ("down", Down(1)),
            ("late", End(new NodeEnding.VoteTimeout())), ("crashed", End(new NodeEnding.DownWhileRunning(DownReason.ConnectionLost)))));
        Assert.Equal(new Votes(Yes: 4, No: 1, Silent: 2, Open: 1), scan.Votes);
    }

    [Fact]
    public void Bars_end_at_their_end_even_for_a_quorum_that_cannot_be_reached()
    {
        var view = new JobView("acme", Job(("web1", Ended(0, 5)), ("web2", Running(3))), Noon);
        Assert.Equal("50%", view.Percent(1));
        Assert.Equal("100%", view.Percent(7));
        Assert.Equal("0%", JobView.Percent(0, 0));
    }

    [Fact]
    public void A_timeline_tells_alike_endings_together_and_in_order()
    {
        var job = Job(
            ("absent1", Down(1)), ("absent2", Down(1)), ("absent3", Down(1)), ("absent4", Down(1)), ("absent5", Down(1)), ("web1", Ended(3, 8)), ("web2", Ended(0, 4)));
        var finished = new JobState.Finished(job.Spec, job.Nodes, job.CreatedAt, Noon.AddSeconds(9), JobStatus.Complete);

        var timeline = JobTimeline.Of(finished, JobScan.Of(finished));

        Assert.Equal(
            [
                "alice asked 7 nodes; quorum 1", "absent1, absent2, absent3 and 2 more: not there", "first node started",
                "web1: The command ended with exit code 3.", "complete: 1 succeeded, 1 failed, 5 not there",
            ],
            timeline.Select(entry => entry.Text));
        Assert.Equal(timeline.Select(entry => entry.At).Order(), timeline.Select(entry => entry.At));
    }

    [Fact]
    public void A_timeline_counts_all_nodes_that_ended_alike_also_those_that_are_not_shown()
    {
        var job = Job([.. Enumerable.Range(1, 237).Select(n => ($"absent{n}", (NodePart)Down(1))), ("web1", Ended(3, 8))]);

        var texts = JobTimeline.Of(job, JobScan.Of(job)).Select(entry => entry.Text).ToList();

        Assert.Contains("absent1, absent2, absent3 and 234 more: not there", texts);
        Assert.Contains("web1: The command ended with exit code 3.", texts);
    }

    [Fact]
    public void Complete_is_not_the_word_for_a_job_that_failed_on_a_node()
    {
        var job = Job(("web1", Ended(1, 9)), ("web2", Ended(0, 4)));
        var view = new JobView("acme", new JobState.Finished(job.Spec, job.Nodes, job.CreatedAt, Noon, JobStatus.Complete), Noon);
        Assert.Equal("failed on 1 of 2", view.Look.Word);
    }

    [Theory]
    [InlineData("aaaa", "aaaa", "")]
    [InlineData("aaaa", "abac", "1b2c")]
    [InlineData("aaaa", "caaa", "0c")]
    public void Changes_are_steps_and_letters(string before, string after, string changes) => Assert.Equal(changes, JobUpdates.Changes(before, after));

    [Theory]
    [InlineData(-5, "0.0 s")]
    [InlineData(1.24, "1.2 s")]
    [InlineData(125, "2 min 05 s")]
    [InlineData(3_720, "1 h 02 min")]
    public void Lengths_are_for_people(double seconds, string text) => Assert.Equal(text, JobView.Length(TimeSpan.FromSeconds(seconds)));

    private static JobState.Running Job(params (string Node, NodePart Part)[] nodes)
    {
        var spec = new JobSpec(
            new JobId("0123456789abcdef0123456789abcdef"), new string('0', 32), "uptime", [.. nodes.Select(node => new NodeName(node.Node))], 1,
            TimeSpan.FromHours(1), TimeSpan.FromMinutes(1), new RunOptions(), "alice");
        var board = NodeBoard.Of(nodes.Select(node => KeyValuePair.Create(new NodeName(node.Node), node.Part)));
        return new JobState.Running(spec, board, Noon, Noon.AddSeconds(2), Noon.AddHours(1));
    }

    private static NodePart.Running Running(int since) => new(Noon.AddSeconds(since), Noon.AddSeconds(since));

    private static NodePart.Ended Ended(int exit, int at) =>
        new(new NodeEnding.Ended(new CommandResult(exit == 0, exit, null, null, null, null)), Noon.AddSeconds(at), Noon.AddSeconds(2));

    private static NodePart.Ended Down(int at) => new(new NodeEnding.DownWhileVoting(DownReason.Offline), Noon.AddSeconds(at), null);

    private static NodePart.Ended End(NodeEnding how) => new(how, Noon.AddSeconds(3), null);
}
