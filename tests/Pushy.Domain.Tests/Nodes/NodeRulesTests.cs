using Pushy.Domain.Nodes;
using Pushy.Domain.Tests.Jobs;

namespace Pushy.Domain.Tests.Nodes;

public sealed class NodeRulesTests
{
    [Fact]
    public void A_stranger_shows_that_it_holds_a_job_by_a_yes_or_by_refusing_to_run_it() =>
        Assert.Equal(
            [typeof(NodeReport.AckCommit), typeof(NodeReport.AckRun), typeof(NodeReport.NackRun)],
            EveryReachable.Reports.Where(NodeRules.ShowsThatItHoldsTheJob).Select(report => report.GetType()));
}
