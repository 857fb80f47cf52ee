using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Nodes;

public sealed class UnprovenLinkTests
{
    [Theory]
    [InlineData(UnprovenLinks.Never, true, false, false)]
    [InlineData(UnprovenLinks.Never, false, false, false)]
    [InlineData(UnprovenLinks.Loopback, true, false, true)]
    [InlineData(UnprovenLinks.Loopback, true, true, false)]
    [InlineData(UnprovenLinks.Loopback, false, false, false)]
    [InlineData(UnprovenLinks.Loopback, false, true, false)]
    [InlineData(UnprovenLinks.Always, false, true, true)]
    [InlineData((UnprovenLinks)99, true, false, false)]
    public void An_agent_without_proof_may_link_only_from_where_the_setting_says(UnprovenLinks allowed, bool fromLoopback, bool isForwarded, bool may) =>
        Assert.Equal(may, UnprovenLinkRule.MayLink(allowed, fromLoopback, isForwarded));
}
