using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Nodes;

public sealed class NodeBoardTests
{
    private static readonly NodeBoard Three = NodeBoard.Of([Some.Web1, Some.Web2, Some.Web3]);

    [Fact]
    public void A_board_begins_with_all_nodes_new()
    {
        Assert.Equal((3, 3, 3), (Three.Size, Three.Counts.Of(NodeState.New), Three.Counts.Live));
        Assert.IsType<NodePart.New>(Three.Find(Some.Web2));
    }

    [Fact]
    public void Moving_one_node_moves_one_count_and_leaves_the_old_board_as_it_was()
    {
        var next = Three.With(Some.Web1, NodePart.Ready.Instance);

        Assert.Equal((2, 1), (next.Counts.Of(NodeState.New), next.Counts.Of(NodeState.Ready)));
        Assert.Equal(3, Three.Counts.Of(NodeState.New));
        Assert.IsType<NodePart.New>(Three.Find(Some.Web1));
    }

    [Fact]
    public void Ending_nodes_ends_those_in_the_given_states_only()
    {
        var next = Three.With(Some.Web1, NodePart.Ready.Instance).End(state => state is NodeState.New, new NodeEnding.VoteTimeout(), Some.Noon);

        Assert.Equal((0, 1, 2, 1), (next.Counts.Of(NodeState.New), next.Counts.Of(NodeState.Ready), next.Counts.Of(NodeState.Unavailable), next.Counts.Live));
        Assert.Equal(new NodePart.Ended(new NodeEnding.VoteTimeout(), Some.Noon, null), next.Find(Some.Web3));
    }

    [Fact]
    public void Ending_a_running_node_keeps_when_it_started() =>
        Assert.Equal(Some.Noon, Three.With(Some.Web1, new NodePart.Running(Some.Later, Some.Noon)).End(NodeStates.IsLive, new NodeEnding.RunTimeout(), Some.Later).Find(Some.Web1)!.Started);

    [Fact]
    public void A_stranger_has_no_part() => Assert.Null(Three.Find(Some.Stranger));

    [Fact]
    public void There_is_a_count_for_every_state() => Assert.Equal(NodeStates.Count, Enum.GetValues<NodeState>().Length);
}
