using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Domain.Tests.Presence;

public sealed class NodePresenceTests
{
    private static readonly JobId Other = new("cccccccccccccccccccccccccccccccc");
    private static readonly PresenceState Idle = new PresenceState.Online("i1", Some.Noon, null, Resetting: false);
    private static readonly PresenceState Holding = new PresenceState.Online("i1", Some.Noon, Some.Id, Resetting: false);
    private static readonly PresenceState Resetting = new PresenceState.Online("i1", Some.Noon, null, Resetting: true);

    [Fact]
    public void A_node_that_tells_what_it_holds_is_available_at_once()
    {
        var node = NodePresence.Appear(new Appearance("i1", Some.Id), Some.Noon);

        Assert.True(node.IsAvailable);
        Assert.Equal(Holding, node);
    }

    [Fact]
    public void A_node_that_does_not_tell_is_reset_first()
    {
        var node = NodePresence.Appear(new Appearance("i1", null, KnowsItself: false), Some.Noon);

        Assert.False(node.IsAvailable);
        Assert.Equal(DownReason.Resetting, node.WhyNot);
        Assert.True(NodePresence.Hear(node, new NodeReport.Aborted(null), null, isLive: false).IsAvailable);
    }

    [Fact]
    public void Why_a_node_is_not_available_is_known()
    {
        Assert.Equal(DownReason.NeverSeen, PresenceState.Initial.WhyNot);
        Assert.Equal(DownReason.ConnectionLost, NodePresence.Vanish(Idle, DownReason.ConnectionLost, Some.Noon).WhyNot);
        Assert.Throws<InvalidOperationException>(() => Idle.WhyNot);
    }

    [Fact]
    public void A_node_that_is_gone_keeps_its_first_reason() =>
        Assert.Equal(new PresenceState.Offline(DownReason.AgentStopped, Some.Noon),
            NodePresence.Vanish(NodePresence.Vanish(Idle, DownReason.AgentStopped, Some.Noon), DownReason.ConnectionLost, Some.Later));

    [Fact]
    public void A_reset_for_a_job_spares_a_node_that_holds_another()
    {
        Assert.Equal(Holding, NodePresence.Reset(Holding, Other));
        Assert.False(NodePresence.Reset(Holding, Some.Id).IsAvailable);
        Assert.False(NodePresence.Reset(Holding, null).IsAvailable);
        Assert.False(NodePresence.Reset(Idle, Other).IsAvailable);
    }

    [Fact]
    public void A_node_that_is_not_there_cannot_be_reset() => Assert.Equal(PresenceState.Initial, NodePresence.Reset(PresenceState.Initial, Some.Id));

    [Fact]
    public void A_yes_of_a_node_shows_what_it_holds_and_its_outcome_frees_it()
    {
        Assert.Equal(Holding, NodePresence.Hear(Idle, NodeReport.AckCommit.Instance, Some.Id, isLive: true));
        Assert.Equal(Idle, NodePresence.Hear(Holding, new NodeReport.Outcome(Some.Success), Some.Id, isLive: true));
    }

    [Fact]
    public void A_node_that_stopped_what_it_had_holds_nothing() =>
        Assert.Equal(Idle, NodePresence.Hear(Holding, new NodeReport.Aborted(null), Some.Id, isLive: true));

    [Fact]
    public void A_refusal_of_one_job_does_not_free_a_node_from_another() =>
        Assert.Equal(Holding, NodePresence.Hear(Holding, new NodeReport.NackCommit(NackReason.Busy, null), Other, isLive: true));

    [Fact]
    public void A_message_about_an_unknown_job_resets_the_node_unless_it_says_that_it_stopped()
    {
        Assert.False(NodePresence.Hear(Idle, new NodeReport.Outcome(Some.Success), Other, isLive: false).IsAvailable);
        Assert.True(NodePresence.Hear(Resetting, new NodeReport.Aborted(null), Other, isLive: false).IsAvailable);
    }

    [Fact]
    public void A_heartbeat_tells_what_the_node_holds_and_resets_it_for_a_job_that_is_over()
    {
        Assert.Equal(Holding, NodePresence.Beat(Idle, Some.Id, isLive: true));
        Assert.Equal(Idle, NodePresence.Beat(Holding, null, isLive: false));
        Assert.False(NodePresence.Beat(Idle, Other, isLive: false).IsAvailable);
    }

    [Fact]
    public void Nobody_is_heard_from_without_a_link()
    {
        Assert.Equal(PresenceState.Initial, NodePresence.Beat(PresenceState.Initial, Some.Id, isLive: true));
        Assert.Equal(PresenceState.Initial, NodePresence.Hear(PresenceState.Initial, NodeReport.AckCommit.Instance, Some.Id, isLive: true));
    }
}
