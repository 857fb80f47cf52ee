using Pushy.Cli.Feeds;
using Pushy.Cli.Jobs;
using Spectre.Console.Testing;

namespace Pushy.Cli.Tests.Jobs;

public sealed class JobProgressTests
{
    private static readonly FeedEvent Start = new("start", Some.Noon) { Command = "chef-client", Quorum = 3, NodeCount = 5, RunTimeout = TimeSpan.FromHours(1) };

    [Fact]
    public void Votes_are_counted_against_the_quorum()
    {
        var job = After(Start, Vote("a", "success"), Vote("b", "success"), Vote("c", "failure"), Vote("d", "down"));

        Assert.Equal("2 yes, 1 no, 1 silent, 1 open of 5", JobProgressView.Votes(job));
        Assert.Equal(("voting", 1), (job.Status, job.Undecided));
    }

    [Fact]
    public void A_yes_that_is_taken_back_counts_no_longer_and_one_that_is_repeated_counts_once()
    {
        var job = After(Start, Vote("a", "success"), Vote("a", "success"), Vote("b", "success"), Vote("b", "lost_availibility"));

        Assert.Equal("1 yes, 1 silent, 3 open of 5", JobProgressView.Votes(job));
    }

    [Fact]
    public void Who_voted_yes_stays_counted_while_the_command_runs()
    {
        var job = After([.. Won(), At(1, "run_start", "a"), At(2, "run_start", "b"), At(3, "run_complete", "a", "success"), At(4, "run_complete", "c", "run_nacked")]);

        Assert.Equal(3, job.VotedYes);
        Assert.Equal("1 succeeded, 1 failed, 1 running", JobProgressView.Runs(job));
        Assert.Equal(["b"], job.Running.Keys);
        Assert.Equal(TimeSpan.FromSeconds(3540), job.Left(Some.Noon.AddSeconds(60)));
    }

    [Fact]
    public void The_end_stops_the_clock()
    {
        var job = After([.. Won(), At(90, "job_complete", status: "timed_out")]);

        Assert.True(job.IsFinal);
        Assert.Equal(("timed_out", TimeSpan.FromSeconds(90)), (job.Status, job.Elapsed(Some.Noon.AddHours(5))));
        Assert.Null(job.Left(Some.Noon));
    }

    [Fact]
    public void A_vote_under_way_fits_eighty_columns() => Shows("progress-vote", After(Start, Vote("a", "success"), Vote("b", "failure")), 5);

    [Fact]
    public void A_run_shows_the_slowest_nodes_and_those_that_failed() => Shows(
        "progress-run",
        After([.. Won(), At(1, "run_start", "a"), At(2, "run_start", "b"), At(3, "run_complete", "a", "failure"), At(4, "run_start", "c\e[2J[red]")]),
        75);

    [Fact]
    public void Ten_thousand_nodes_take_no_more_room()
    {
        var job = JobProgress.Nothing.After(Start with { NodeCount = 10_000, Quorum = 8_000 });
        for (var node = 0; node < 9_000; node++)
            job = job.After(Vote($"node-{node}", node % 10 == 0 ? "failure" : "success"));
        job = job.After(At(9, "quorum_succeeded"));
        for (var node = 1; node < 9_000; node += 2)
            job = job.After(At(10 + node / 1000.0, "run_start", $"node-{node}"));

        Shows("progress-large", job, 30);
    }

    [Fact]
    public void Plain_lines_tell_each_step_of_a_small_job()
    {
        Snapshot.Matches("progress-lines", Lines([
            .. Won(), Vote("d", "down"), At(1, "run_start", "a"), At(2, "run_start", "b"), At(3, "run_complete", "a", "success"),
            At(4, "run_complete", "b", "failure"), At(5, "rehab", "c"), At(5, "run_complete", "c", "crashed"), At(90, "job_complete", status: "complete"),
        ]));
    }

    [Fact]
    public void Of_a_large_job_plain_lines_tell_counts_and_whom_to_look_at()
    {
        List<FeedEvent> events = [Start with { NodeCount = 1000, Quorum = 900 }];
        events.AddRange(Enumerable.Range(0, 1000).Select(node => At(node / 100.0, "quorum_vote", $"n{node}", node == 700 ? "down" : "success")));
        events.Add(At(10, "quorum_succeeded"));

        Assert.Equal(
            [
                "voting: 1000 nodes, quorum 900: chef-client", "votes: 501 yes, 499 open of 1000", "n700 is not there",
                "running: 999 yes, 1 silent of 1000", "runs: 999 waiting",
            ],
            Lines(events).Split('\n'));
    }

    private static IEnumerable<FeedEvent> Won() => [Start, Vote("a", "success"), Vote("b", "success"), Vote("c", "success"), At(0, "quorum_succeeded")];

    private static FeedEvent Vote(string node, string status) => At(0, "quorum_vote", node, status);

    private static FeedEvent At(double seconds, string name, string? node = null, string? status = null) =>
        new(name, Some.Noon.AddSeconds(seconds)) { Node = node, Status = status };

    private static JobProgress After(params FeedEvent[] events) => events.Aggregate(JobProgress.Nothing, (job, message) => job.After(message));

    private static string Lines(IEnumerable<FeedEvent> events)
    {
        var (job, lines, text) = (JobProgress.Nothing, new JobProgressLines(), new List<string>());
        foreach (var message in events)
            text.AddRange(lines.Of(message, job = job.After(message)));
        return string.Join('\n', text);
    }

    private static void Shows(string name, JobProgress job, double seconds)
    {
        var console = new TestConsole();
        console.Profile.Width = 80;

        console.Write(JobProgressView.Render(Some.JobId, job, Some.Noon.AddSeconds(seconds), 80));

        Assert.All(console.Lines, line => Assert.InRange(line.Length, 0, 80));
        Snapshot.Matches(name, console.Output);
    }
}
