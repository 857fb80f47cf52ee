using Pushy.Contracts.Feeds;
using Pushy.Server.Gateway;

namespace Pushy.Server.Tests.Standings;

/// <summary>No stream without a look at its right: the gateway holds a standing for each signed-in GET, and what it holds none for does not stream.</summary>
public sealed class LongLivedRouteTests(StandingServer server) : IClassFixture<StandingServer>
{
    private static readonly string?[] MayStream = [FeedWriter.MediaType, Answer.OctetType];

    [Fact]
    public void Every_long_lived_route_holds_a_standing()
    {
        var table = server.Get<RouteTable>();
        var without = table.Routes.Concat(table.Pages)
            .Where(route => route.Method == "GET" && (route.Permission == Permission.Public || route.Permission.ManagesDirectory()))
            .Where(route => MayStream.Contains(route.Produces) || route.Pattern.Contains("feed", StringComparison.Ordinal) || route.Pattern.Contains("link/", StringComparison.Ordinal));
        Assert.Empty(without.Select(route => route.Pattern));
        Assert.All(table.Routes.Concat(table.Pages).Where(route => MayStream.Contains(route.Produces)), route => Assert.Equal("GET", route.Method));
    }
}
