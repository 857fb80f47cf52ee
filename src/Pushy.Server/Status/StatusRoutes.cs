using Pushy.Actors.Jobs;
using Pushy.Actors.Presence;
using Pushy.Contracts.Jobs;
using Pushy.Server.Gateway;

namespace Pushy.Server.Status;

/// <summary>A start of the server.</summary>
/// <param name="Id">Version-4 UUID, new at each start.</param>
public sealed record Incarnation(Guid Id);

/// <summary><c>GET /pushy/_status</c>: for load balancers and people; no sign-in.</summary>
public static class StatusRoutes
{
    public static void MapStatus(this RouteTable routes, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(routes);

        var incarnation = services.GetRequiredService<Incarnation>();
        var nodes = services.GetRequiredService<NodeRoster>();
        var jobs = services.GetRequiredService<JobRoster>();
        routes.Map(new Route("GET", "/pushy/_status", Answer.JsonType, Permission.Public, _ => ValueTask.FromResult(Answer.Json(
            new StatusDocument("it's alive", incarnation.Id.ToString(), nodes.Connected, [.. jobs.Jobs.Select(job => job.Value)]),
            RestContext.Wire.StatusDocument))));
    }
}
