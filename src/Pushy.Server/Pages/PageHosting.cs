using Pushy.Server.Configuration;
using Pushy.Server.Gateway;
using Pushy.Server.Pages.Frame;
using Pushy.Server.Pages.Jobs;
using Pushy.Server.Pages.Nodes;
using Pushy.Server.Pages.SigningIn;
using Pushy.Server.Pages.Starting;
using Pushy.Server.Sessions;

namespace Pushy.Server.Pages;

/// <summary>The web page: what it consists of.</summary>
internal static class PageHosting
{
    public static void AddPages(this IServiceCollection services, WebOptions options) => services
        .AddSingleton(options)
        .AddSingleton<WebSessions>()
        .AddSingleton<WebLinks>()
        .AddSingleton<OrganizationNames>()
        .AddSingleton<PageAssets>()
        .AddSingleton<PageRenderer>()
        .AddSingleton<PageAnswers>()
        .AddSingleton<SignInRoutes>()
        .AddSingleton<NodePageRoutes>()
        .AddSingleton<StartRoutes>()
        .AddSingleton<LoginLinkRoutes>()
        .AddSingleton<JobListRoutes>()
        .AddSingleton<JobStream>()
        .AddSingleton<JobNodesRoute>()
        .AddSingleton<JobPageRoutes>();

    public static void MapPages(this RouteTable routes, IServiceProvider services)
    {
        services.GetRequiredService<LoginLinkRoutes>().Map(routes);
        if (!services.GetRequiredService<WebOptions>().Enabled)
            return;
        services.GetRequiredService<PageAssets>().Map(routes);
        services.GetRequiredService<SignInRoutes>().Map(routes);
        services.GetRequiredService<JobListRoutes>().Map(routes);
        services.GetRequiredService<NodePageRoutes>().Map(routes);
        services.GetRequiredService<StartRoutes>().Map(routes);
        services.GetRequiredService<JobPageRoutes>().Map(routes);
    }
}
