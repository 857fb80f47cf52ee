using Pushy.Actors.Presence;
using Pushy.Contracts.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;
using Pushy.Server.Gateway;

namespace Pushy.Server.Nodes;

/// <summary>
/// <c>GET …/node_states[/NODE]</c> (rest-api.md §8). List and single form have one source. Where a host that may know of a node does not answer, so does this: a node
/// that is not known must not look as if it were offline.
/// </summary>
internal static class NodeRoutes
{
    public static void MapNodes(this RouteTable routes, IServiceProvider services)
    {
        var nodes = services.GetRequiredService<ClusterNodes>();
        routes.Map(new Route("GET", "/organizations/{org}/pushy/node_states", Answer.JsonType, Permission.ReadJobs, async context =>
        {
            var (online, silent) = await nodes.Online(context.Organization.Id, context.Aborted);
            if (!silent.IsEmpty)
                return Refusal.HostsSilent(silent);
            IReadOnlyList<NodeStateDocument> states = [.. online.Select(node => new NodeStateDocument(node.Node.Value, null, Availability(node.IsAvailable)))];
            return Answer.Json(states, RestContext.Wire.IReadOnlyListNodeStateDocument);
        }));
        routes.Map(new Route("GET", "/organizations/{org}/pushy/node_states/{node}", Answer.JsonType, Permission.ReadJobs, async context =>
        {
            var name = context.Values["node"];
            var (state, silent) = await nodes.Find(new NodeKey(context.Organization.Id, new NodeName(name)), context.Aborted);
            if (!silent.IsEmpty)
                return Refusal.HostsSilent(silent);
            var status = state is PresenceState.Online ? "online" : "offline";
            return Answer.Json(new NodeStateDocument(name, status, Availability(state.IsAvailable)), RestContext.Wire.NodeStateDocument);
        }));
    }

    private static string Availability(bool isAvailable) => isAvailable ? "available" : "unavailable";
}
