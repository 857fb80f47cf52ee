using Pushy.Contracts.Jobs;
using Pushy.Server.Gateway;

namespace Pushy.Server.Clustering;

/// <summary>For load balancers and whoever operates the hosts; no sign-in.</summary>
internal static class HealthRoutes
{
    public static void MapHealth(this RouteTable routes, IServiceProvider services)
    {
        var readiness = services.GetRequiredService<Readiness>();
        var hosts = services.GetRequiredService<ClusterHosts>();
        routes.Map(new Route("GET", "/healthz", Answer.JsonType, Permission.Public, _ =>
            ValueTask.FromResult(Answer.Json(new HealthDocument("alive"), RestContext.Wire.HealthDocument))));
        routes.Map(new Route("GET", "/readyz", Answer.JsonType, Permission.Public, async _ =>
        {
            var reasons = await readiness.WhyNot();
            return Answer.Json(
                new ReadinessDocument(reasons.Count == 0, reasons), RestContext.Wire.ReadinessDocument,
                reasons.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        }));
        routes.Map(new Route("GET", "/cluster", Answer.JsonType, Permission.Public, async context =>
            Answer.Json(await hosts.Describe(context.Aborted), RestContext.Wire.ClusterDocument)));
    }
}
