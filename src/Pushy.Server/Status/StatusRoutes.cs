using System.Collections.Immutable;
using Pushy.Contracts.Jobs;
using Pushy.Server.Gateway;

namespace Pushy.Server.Status;

/// <param name="NodesTracked">Connected nodes, over all organizations.</param>
/// <param name="JobsInMemory">Ids of jobs that are voting, running or just finished.</param>
public sealed record ServerActivity(int NodesTracked, ImmutableArray<string> JobsInMemory);

/// <summary>Knows what the server is busy with.</summary>
public interface IActivitySource
{
    ValueTask<ServerActivity> Read(CancellationToken ct);
}

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
        var source = services.GetRequiredService<IActivitySource>();
        routes.Map(new Route("GET", "/pushy/_status", Answer.JsonType, Permission.Public, async context =>
        {
            var activity = await source.Read(context.Aborted);
            return Answer.Json(
                new StatusDocument("it's alive", incarnation.Id.ToString(), activity.NodesTracked, activity.JobsInMemory),
                RestContext.Wire.StatusDocument);
        }));
    }
}
