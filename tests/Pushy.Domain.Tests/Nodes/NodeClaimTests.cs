using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Nodes;

public sealed class NodeClaimTests
{
    private static readonly bool[] Either = [false, true];

    [Fact]
    public void A_node_that_committed_while_its_vote_was_lost_has_voted() =>
        Assert.Equal(NodeReport.AckCommit.Instance, Heartbeat(NodeDuty.Commit, NodeClaim.Committed).Report);

    [Theory]
    [InlineData(NodeClaim.Idle)]
    [InlineData(NodeClaim.Elsewhere)]
    public void A_commit_may_be_under_way_so_only_a_first_word_brings_it_again(NodeClaim claim)
    {
        Assert.Equal(default, Heartbeat(NodeDuty.Commit, claim));
        Assert.Equal(new ClaimVerdict(Repeat: true), NodeClaims.Judge(NodeDuty.Commit, claim, first: true, final: false, notedIdle: false));
    }

    [Fact]
    public void A_node_still_committed_after_the_quorum_gets_its_run_again() =>
        Assert.Equal(new ClaimVerdict(Repeat: true), Heartbeat(NodeDuty.Run, NodeClaim.Committed));

    [Fact]
    public void A_node_that_runs_while_its_word_was_lost_has_started() =>
        Assert.IsType<NodeReport.AckRun>(Heartbeat(NodeDuty.Run, NodeClaim.Running).Report);

    [Theory]
    [InlineData(NodeDuty.Hold)]
    [InlineData(NodeDuty.Run)]
    [InlineData(NodeDuty.Await)]
    public void One_idle_heartbeat_is_noted_and_the_second_in_a_row_means_that_the_job_is_lost(NodeDuty duty)
    {
        Assert.Equal(new ClaimVerdict(NotedIdle: true), Heartbeat(duty, NodeClaim.Idle));
        Assert.Equal(NodeReport.LostJob.Instance, NodeClaims.Judge(duty, NodeClaim.Idle, first: false, final: false, notedIdle: true).Report);
    }

    [Theory]
    [InlineData(NodeDuty.Hold)]
    [InlineData(NodeDuty.Run)]
    [InlineData(NodeDuty.Await)]
    public void One_idle_hello_is_enough(NodeDuty duty) =>
        Assert.Equal(NodeReport.LostJob.Instance, NodeClaims.Judge(duty, NodeClaim.Idle, first: true, final: true, notedIdle: false).Report);

    [Theory]
    [InlineData(NodeDuty.Hold)]
    [InlineData(NodeDuty.Run)]
    [InlineData(NodeDuty.Await)]
    public void A_hello_of_a_node_that_has_another_job_in_hand_means_that_this_one_is_lost(NodeDuty duty)
    {
        Assert.Equal(default, Heartbeat(duty, NodeClaim.Elsewhere));
        Assert.Equal(NodeReport.LostJob.Instance, NodeClaims.Judge(duty, NodeClaim.Elsewhere, first: true, final: true, notedIdle: false).Report);
    }

    [Fact]
    public void A_node_that_ran_and_says_hello_as_only_committed_has_lost_the_run()
    {
        Assert.Equal(default, Heartbeat(NodeDuty.Await, NodeClaim.Committed));   // may have been under way while it started
        Assert.Equal(NodeReport.LostJob.Instance, NodeClaims.Judge(NodeDuty.Await, NodeClaim.Committed, first: true, final: true, notedIdle: false).Report);
    }

    [Fact]
    public void A_node_without_duty_or_being_reset_is_not_judged()
    {
        foreach (var duty in new[] { NodeDuty.None, NodeDuty.Reset })
            foreach (var claim in Enum.GetValues<NodeClaim>())
                foreach (var first in Either)
                    foreach (var final in Either)
                        foreach (var noted in Either)
                            Assert.Equal(default, NodeClaims.Judge(duty, claim, first, final, noted));
    }

    [Fact]
    public void What_fits_the_duty_is_no_news()
    {
        Assert.Equal(default, Heartbeat(NodeDuty.Hold, NodeClaim.Committed));
        Assert.Equal(default, Heartbeat(NodeDuty.Await, NodeClaim.Running));
    }

    private static ClaimVerdict Heartbeat(NodeDuty duty, NodeClaim claim) => NodeClaims.Judge(duty, claim, first: false, final: false, notedIdle: false);
}
