using Pushy.Actors.Presence;
using Pushy.Contracts.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;
using Pushy.Server.Gateway;

namespace Pushy.Server.Nodes;

/// <summary><c>GET …/node_states[/NODE]</c> (rest-api.md §8). List and single form have one source.</summary>
internal static class NodeRoutes
{
    public static void MapNodes(this RouteTable routes, IServiceProvider services)
    {
        var roster = services.GetRequiredService<NodeRoster>();
        routes.Map(new Route("GET", "/organizations/{org}/pushy/node_states", Answer.JsonType, Permission.ReadJobs, context =>
        {
            IReadOnlyList<NodeStateDocument> nodes =
                [.. roster.Online(context.Organization.Id).Select(node => new NodeStateDocument(node.Node.Value, null, Availability(node.State)))];
            return ValueTask.FromResult(Answer.Json(nodes, RestContext.Wire.IReadOnlyListNodeStateDocument));
        }));
        routes.Map(new Route("GET", "/organizations/{org}/pushy/node_states/{node}", Answer.JsonType, Permission.ReadJobs, context =>
        {
            var name = context.Values["node"];
            var state = roster.Find(new NodeKey(context.Organization.Id, new NodeName(name)));
            var status = state is PresenceState.Online ? "online" : "offline";
            return ValueTask.FromResult(Answer.Json(new NodeStateDocument(name, status, Availability(state)), RestContext.Wire.NodeStateDocument));
        }));
    }

    private static string Availability(PresenceState state) => state.IsAvailable ? "available" : "unavailable";
}
