using Pushy.Cli.Jobs;

namespace Pushy.Cli.Tests.Jobs;

public sealed class JobSnapshotTests
{
    [Fact]
    public void Every_node_with_exit_code_0_is_success() =>
        Assert.True(Some.Job("complete", Some.Succeeded("node-1"), Some.Succeeded("node-2")).Succeeded);

    [Fact]
    public void One_node_that_did_not_run_is_no_success()
    {
        JobSnapshot[] all =
        [
            Some.Job("complete", Some.Succeeded("node-1"), Some.Failed("node-2", 1)),
            Some.Job("complete", Some.Succeeded("node-1"), Some.Killed("node-2", 9)),
            Some.Job("complete", Some.Succeeded("node-1"), Some.Nacked("node-2")),
            Some.Job("complete", Some.Succeeded("node-1"), Some.Unavailable("node-2")),
            Some.Job("complete", Some.Succeeded("node-1"), Some.Crashed("node-2")),
            Some.Job("quorum_failed", Some.Node("node-1", "was_ready")),
            Some.Job("aborted", Some.Succeeded("node-1")),
        ];

        Assert.All(all, job => Assert.False(job.Succeeded));
    }

    [Theory]
    [InlineData("new", false)]
    [InlineData("voting", false)]
    [InlineData("running", false)]
    [InlineData("complete", true)]
    [InlineData("quorum_failed", true)]
    [InlineData("timed_out", true)]
    [InlineData("aborted", true)]
    [InlineData("crashed", true)]
    public void A_job_is_final_in_every_status_but_the_live_ones(string status, bool final) =>
        Assert.Equal(final, Some.Job(status, Some.Running("node-1")).IsFinal);
}
