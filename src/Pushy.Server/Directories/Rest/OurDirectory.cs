using Pushy.Server.Configuration;
using Pushy.Server.Gateway;

namespace Pushy.Server.Directories.Rest;

/// <summary>Routes that make sense only with a directory of our own.</summary>
internal static class OurDirectory
{
    /// <summary>Maps routes; with another directory each of them says whose it is, before any sign-in.</summary>
    /// <param name="routes">Where to.</param>
    /// <param name="services">For the settings.</param>
    /// <param name="fill">Maps the routes as they are with the embedded directory.</param>
    public static void MapOfOurDirectory(this RouteTable routes, IServiceProvider services, Action<RouteTable> fill)
    {
        var isOurs = services.GetRequiredService<ServerOptions>().Directory.Kind == DirectoryKind.Embedded;
        var own = new RouteTable();
        fill(own);
        foreach (var route in own.Routes)
            routes.Map(isOurs ? route : new Route(route.Method, route.Pattern, null, Permission.Public, _ => ValueTask.FromResult<Answer>(Refusal.DirectoryIsChefs)));
    }
}
