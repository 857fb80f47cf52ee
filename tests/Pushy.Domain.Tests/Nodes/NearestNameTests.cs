using System.Globalization;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Nodes;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("web07", "web7", "web1 web7 web17 db7")]
    [InlineData("web7", "web007", "web001 web007 web070")]
    [InlineData("WEB7", "web7", "web7 web77")]
    [InlineData("web7", "web7.example.com", "web7.example.com db7.example.com")]
    [InlineData("web7.example.com", "web7", "web7 web6")]
    [InlineData("databse-1", "database-1", "database-1 database-2 proxy-1")]
    [InlineData("wbe-frontend", "web-frontend", "web-backend web-frontend")]
    [InlineData("web77", "web7", "web7 db1")]
    public void The_name_that_was_meant_is_found(string written, string meant, string known) =>
        Assert.Equal(new NodeName(meant), NearestName.To(new NodeName(written), known.Split(' ')));

    [Theory]
    [InlineData("web7", "web1 web2 web3")]      // another of a row is no slip
    [InlineData("mail", "web1 db1")]
    [InlineData("a", "b c")]
    [InlineData("", "a")]
    [InlineData("web7", "")]
    public void Where_all_are_far_off_none_is_named(string written, string known) =>
        Assert.Null(NearestName.To(new NodeName(written), known.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void Of_several_that_are_as_near_the_first_is_named_whatever_their_order()
    {
        Assert.Equal(new NodeName("alpha-x"), NearestName.To(new NodeName("alpha-"), ["alpha-z", "alpha-x", "alpha-y"]));
        Assert.Equal(new NodeName("alpha-x"), NearestName.To(new NodeName("alpha-"), ["alpha-y", "alpha-z", "alpha-x"]));
    }

    [Fact]
    public void It_is_the_nearest_of_fifty_thousand_and_long_names_are_no_trouble()
    {
        string[] known = [.. Enumerable.Range(0, 50_000).Select(n => string.Create(CultureInfo.InvariantCulture, $"node-{n:00000}.dc1.example.com"))];

        Assert.Equal(new NodeName("node-00042.dc1.example.com"), NearestName.To(new NodeName("node-42.dc1.example.com"), known));
        Assert.Equal(new NodeName("node-12345.dc1.example.com"), NearestName.To(new NodeName("noed-12345.dc1.example.com"), known));
        Assert.Null(NearestName.To(new NodeName(new string('x', 255)), known));
        Assert.Null(NearestName.To(new NodeName(new string('x', 100_000)), known));
    }
}
