using Pushy.Cli.Nodes;

namespace Pushy.Cli.Tests.Nodes;

public sealed class NodeNamesTests
{
    [Fact]
    public void Names_come_one_a_line_or_many_with_comments() =>
        Assert.Equal(["web1", "web2", "db1", "db2"], NodeNames.Read("web1 web2 # the web\n\n# nothing\r\ndb1,\tdb2\n"));

    [Fact]
    public void A_long_list_is_told_by_its_beginning() =>
        Assert.Equal("a, b and 2 more", NodeNames.Some(["a", "b", "c", "d"], most: 2));
}
