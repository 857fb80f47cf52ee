using Pushy.Contracts.Jobs;

namespace Pushy.Contracts.Tests.Jobs;

public sealed class OutputFoldTests
{
    [Fact]
    public void Nodes_that_printed_the_same_share_a_place()
    {
        var fold = new OutputFold(100);
        fold.Add("web1", "up", "");
        fold.Add("web2", "down", "");
        fold.Add("web3", "up", "");
        Assert.Equal(["web1, web3: up", "web2: down"], fold.Groups.Select(group => $"{string.Join(", ", group.Nodes)}: {group.Stdout}"));
    }

    [Fact]
    public void The_two_streams_and_nothing_and_missing_are_told_apart()
    {
        var fold = new OutputFold(100);
        fold.Add("a", "x", "");
        fold.Add("b", "", "x");
        fold.Add("c", "", "");
        fold.Add("d", null, null);
        Assert.Equal(4, fold.Groups.Count());
        Assert.Equal("d", Assert.Single(fold.Groups, group => group.IsMissing).Nodes.Single());
    }

    [Fact]
    public void At_its_bounds_it_keeps_nodes_and_no_more_text()
    {
        var fold = new OutputFold(mostCharacters: 5, mostGroups: 3);
        fold.Add("a", "12345", "");
        fold.Add("b", "6", "");
        fold.Add("c", "6", "");
        fold.Add("d", "", "");
        fold.Add("e", "7", "");
        fold.Add("f", "8", "");
        var groups = fold.Groups.ToList();
        Assert.Equal(["a", "b,c", "d", "e,f"], groups.Select(group => string.Join(',', group.Nodes)));
        Assert.Equal([false, true, false, true], groups.Select(group => group.IsTooMuch));
    }
}
