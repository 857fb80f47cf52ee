using Pushy.Contracts.Jobs;
using Pushy.Contracts.Nodes;

namespace Pushy.Contracts.Tests.Jobs;

public sealed class JobPlanTests
{
    private static readonly Dictionary<string, NodeDocument> Known = new NodeDocument[]
    {
        new("idle1", "online", "available"), new("idle2", "online", "available"), new("busy", "online", "busy") { Job = "4711" },
        new("reset", "online", "rehabilitating"), new("gone", "offline", "unavailable"), new("new", "never_seen", "unavailable"),
    }.ToDictionary(node => node.Name);

    [Fact]
    public void Each_node_has_its_likely_vote_and_why()
    {
        var plan = Plan("100%", "idle1", "busy", "reset", "gone", "new", "bogus");

        Assert.Equal(
            ["idle1 yes", "busy no: busy with job 4711", "reset none: made to drop a job", "gone none: not connected", "new none: never connected", "bogus none: nobody has this name"],
            plan.Nodes.Select(node => $"{node.Name} {node.Words}"));
        Assert.Equal((6, 1, false), (plan.Needed, plan.LikelyYes, plan.LikelyToRun));
    }

    [Theory]
    [InlineData("2", true, "The vote would likely be won; nobody may be missing.")]
    [InlineData("1", true, "The vote would likely be won, and still be if 1 more were missing.")]
    [InlineData("100%", false, "The vote would likely be lost: 1 more would have to be there. With a quorum of 2 it would likely be won.")]
    [InlineData("4", false, "The vote cannot be won: 4 must vote yes, and there are only 3.")]
    public void What_the_quorum_means_is_said(string quorum, bool runs, string verdict)
    {
        var plan = Plan(quorum, "idle1", "idle2", "busy");

        Assert.Equal((runs, verdict), (plan.LikelyToRun, plan.Verdict));
    }

    [Fact]
    public void Where_nobody_would_vote_yes_no_quorum_is_proposed() =>
        Assert.Equal("The vote would likely be lost: 1 more would have to be there.", Plan("1", "gone").Verdict);

    [Fact]
    public void A_node_that_is_named_twice_counts_once() => Assert.Equal(1, Plan("100%", "idle1", "idle1").Needed);

    private static JobPlan Plan(string quorum, params string[] nodes) => JobPlan.Of(nodes, Quorum.Read(quorum)!, Known.GetValueOrDefault);
}
