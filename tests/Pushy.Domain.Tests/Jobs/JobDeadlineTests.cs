using Pushy.Domain.Jobs;

namespace Pushy.Domain.Tests.Jobs;

public sealed class JobDeadlineTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_deadline_that_lies_ahead_stays_where_it_was() =>
        Assert.Equal(Some.Noon.AddSeconds(1), Job.DueAfterRecovery(Some.Noon.AddSeconds(1), Some.Noon, Grace));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-86_400)]
    public void A_deadline_that_has_passed_waits_for_nodes_to_report(int seconds) =>
        Assert.Equal(Some.Noon + Grace, Job.DueAfterRecovery(Some.Noon.AddSeconds(seconds), Some.Noon, Grace));

    [Theory]
    [InlineData(-3600, 0)]
    [InlineData(0, 0)]
    [InlineData(59, 59)]
    [InlineData(60, 60)]
    [InlineData(86_400, 60)]   // the clock may be set meanwhile
    public void The_clock_is_looked_at_again_at_the_deadline_and_each_minute_until_then(int left, int wait) =>
        Assert.Equal(TimeSpan.FromSeconds(wait), Job.LookAgainAfter(Some.Noon.AddSeconds(left), Some.Noon));
}
