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
}
