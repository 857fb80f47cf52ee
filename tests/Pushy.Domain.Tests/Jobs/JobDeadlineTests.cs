using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Jobs;

public sealed class JobDeadlineTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);
    private static readonly JobSpec Spec = Some.Spec(1, Some.Web1) with { VoteWindow = TimeSpan.FromSeconds(60), RunTimeout = TimeSpan.FromSeconds(600) };
    private static readonly JobState.Voting Voting = new(Spec, NodeBoard.Of(Spec.Nodes), Some.Noon, Some.Noon.AddSeconds(60));
    private static readonly JobState.Running Running = new(Spec, NodeBoard.Of(Spec.Nodes), Some.Noon, Some.Noon, Some.Noon.AddSeconds(600));

    [Fact]
    public void A_status_that_a_job_enters_has_its_length_whatever_the_clock_says()
    {
        Assert.Equal(TimeSpan.FromSeconds(60), Job.TimeFor(Voting));
        Assert.Equal(TimeSpan.FromSeconds(600), Job.TimeFor(Running));
        Assert.Null(Job.TimeFor(new JobState.Finished(Spec, NodeBoard.Of(Spec.Nodes), Some.Noon, Some.Noon, JobStatus.Complete)));
    }

    [Theory]
    [InlineData(599, 1)]
    [InlineData(1, 599)]
    [InlineData(0, 600)]
    [InlineData(-1, 600)]        // the clock was set back while nobody had the job:
    [InlineData(-86_400, 600)]   // it gets its whole time once more, and not a day
    public void After_a_recovery_the_clock_says_what_is_left_and_at_most_the_whole(int sinceNoon, int left) =>
        Assert.Equal(TimeSpan.FromSeconds(left), Job.TimeAfterRecovery(Running, Some.Noon.AddSeconds(sinceNoon), Grace));

    [Theory]
    [InlineData(60)]
    [InlineData(61)]
    [InlineData(86_400)]
    public void A_deadline_that_has_passed_waits_for_nodes_to_report(int sinceNoon) =>
        Assert.Equal(Grace, Job.TimeAfterRecovery(Voting, Some.Noon.AddSeconds(sinceNoon), Grace));
}
