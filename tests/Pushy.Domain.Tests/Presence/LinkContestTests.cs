using Pushy.Domain.Presence;

namespace Pushy.Domain.Tests.Presence;

public sealed class LinkContestTests
{
    [Theory]
    [InlineData(null, "a", 0, Newcomer.Takes)]
    [InlineData("a", "a", 0, Newcomer.Takes)]    // by another way
    [InlineData("a", "a", 4, Newcomer.Takes)]
    [InlineData("a", "b", 0, Newcomer.Waits)]
    [InlineData("a", "b", 3, Newcomer.Waits)]
    [InlineData("a", "b", 4, Newcomer.Refused)]
    public void Who_has_the_link_is_asked_before_another_agent_gets_it(string? holder, string newcomer, int waiting, Newcomer verdict) =>
        Assert.Equal(verdict, LinkContest.Judge(holder, newcomer, waiting));
}
