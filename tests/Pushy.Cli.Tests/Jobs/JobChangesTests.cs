using Pushy.Cli.Jobs;

namespace Pushy.Cli.Tests.Jobs;

public sealed class JobChangesTests
{
    private static readonly JobSnapshot Voting = Some.Job("voting", Some.Node("node-1", "new"), Some.Node("node-2", "new"));

    [Fact]
    public void The_first_look_names_the_job_and_its_command() => Assert.Equal(
        [$"job {Some.JobId}: {Some.Command}", "job voting"], JobChanges.Between(null, Voting));

    [Fact]
    public void A_first_look_that_comes_late_leaves_nothing_out() => Assert.Equal(
        [$"job {Some.JobId}: {Some.Command}", "node-1 voted yes", "node-1 succeeded: exit code 0 after 1.2 s", "job complete"],
        JobChanges.Between(null, Some.Job("complete", Some.Succeeded("node-1"))));

    [Fact]
    public void A_vote_that_came_before_the_first_look_comes_after_the_begin_of_voting() => Assert.Equal(
        [$"job {Some.JobId}: {Some.Command}", "job voting", "node-1 voted yes"],
        JobChanges.Between(null, Some.Job("voting", Some.Node("node-1", "ready"))));

    [Fact]
    public void Nothing_new_says_nothing() => Assert.Empty(JobChanges.Between(Voting, Voting with { At = Voting.At.AddSeconds(1) }));

    [Fact]
    public void A_vote_is_said() => Assert.Equal(
        ["node-2 voted yes"], JobChanges.Between(Voting, Some.Job("voting", Some.Node("node-1", "new"), Some.Node("node-2", "ready"))));

    [Fact]
    public void A_refusal_comes_with_its_reason() => Assert.Equal(
        ["node-1 nacked: The node refused the job: its whitelist does not have this command."],
        JobChanges.Between(Voting, Some.Job("voting", Some.Nacked("node-1"), Some.Node("node-2", "new"))));

    [Fact]
    public void Votes_come_before_the_run_that_they_led_to() => Assert.Equal(
        ["node-1 voted yes", "node-2 voted yes", "job running", "node-1 running"],
        JobChanges.Between(Voting, Some.Job("running", Some.Running("node-1"), Some.Node("node-2", "ready"))));

    [Fact]
    public void The_job_ends_after_its_nodes() => Assert.Equal(
        ["node-1 failed: exit code 3 after 0.5 s", "node-2 failed: signal 9 (KILL) after 5.0 s", "job complete"],
        JobChanges.Between(
            Some.Job("running", Some.Running("node-1"), Some.Running("node-2")),
            Some.Job("complete", Some.Failed("node-1", 3), Some.Killed("node-2", 9))));
}
