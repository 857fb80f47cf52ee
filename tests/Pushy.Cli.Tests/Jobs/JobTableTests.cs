using Pushy.Cli.Jobs;
using Spectre.Console.Testing;

namespace Pushy.Cli.Tests.Jobs;

public sealed class JobTableTests
{
    [Fact]
    public void A_vote_under_way_shows_who_has_voted() => Shows(
        "voting", Some.Job("voting", Some.Node("node-1", "ready"), Some.Node("node-2", "new"), Some.Nacked("node-3")));

    [Fact]
    public void A_job_that_runs_counts_the_time_of_each_node() => Shows(
        "running", Some.Job("running", Some.Running("node-1"), Some.Succeeded("node-2"), Some.Node("node-3", "ready")));

    [Fact]
    public void A_job_that_has_ended_shows_each_outcome() => Shows(
        "complete",
        Some.Job(
            "complete",
            Some.Succeeded("node-1"),
            Some.Failed("node-2", 3),
            Some.Killed("node-3", 9),
            Some.Crashed("node-4"),
            Some.Nacked("node-5"),
            Some.Unavailable("node-6")));

    [Fact]
    public void A_failed_quorum_shows_who_was_ready() => Shows(
        "quorum-failed",
        Some.Job(
            "quorum_failed",
            Some.Node("node-1", "was_ready") with { Reason = "quorum_failed", Detail = "The node was ready, but too few others were." },
            Some.Nacked("node-2")));

    [Fact]
    public void Markup_and_control_characters_of_others_are_only_text() => Shows(
        "hostile", Some.Job("complete", Some.Nacked("[red]node[/]\u001b[2J") with { Detail = "no [bold]\nnever\u0007" }));

    private static void Shows(string name, JobSnapshot snapshot)
    {
        var console = new TestConsole();
        console.Profile.Width = 80;

        console.Write(JobTable.Render(snapshot));

        Assert.All(console.Lines, line => Assert.InRange(line.Length, 0, 80));
        Snapshot.Matches(name, console.Output);
    }
}
