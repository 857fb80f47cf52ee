using Pushy.Server.Configuration;
using Pushy.Server.Gateway;

namespace Pushy.Server.Feeds;

internal static class FeedRouting
{
    public static void AddFeeds(this IServiceCollection services, FeedOptions options) =>
        services.AddSingleton(options).AddSingleton<FeedStream>().AddSingleton<JobFeedRoute>().AddSingleton<OrganizationFeedRoute>();

    public static void MapFeeds(this RouteTable routes, IServiceProvider services)
    {
        services.GetRequiredService<JobFeedRoute>().Map(routes);
        services.GetRequiredService<OrganizationFeedRoute>().Map(routes);
    }

    /// <summary>The id of the last event that the reader had; null if it sent none.</summary>
    public static string? LastEventId(RequestContext context) =>
        context.Http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } id ? id : null;
}
