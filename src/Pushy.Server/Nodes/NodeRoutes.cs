using System.Globalization;
using Pushy.Actors.Presence;
using Pushy.Contracts.Jobs;
using Pushy.Contracts.Nodes;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;
using Pushy.Server.Gateway;
using Pushy.Server.Jobs;

namespace Pushy.Server.Nodes;

/// <summary>
/// <c>GET …/nodes[/NODE]</c>, and <c>GET …/node_states[/NODE]</c> (rest-api.md §8). List and single form have one source. Where a host that may know of a node does not answer, so does this: a node
/// that is not known must not look as if it were offline.
/// </summary>
internal static class NodeRoutes
{
    private const int DefaultJobs = 5;
    private const int MaxJobs = 50;   // each is read whole

    public static void MapNodes(this RouteTable routes, IServiceProvider services)
    {
        var nodes = services.GetRequiredService<ClusterNodes>();
        var (overview, inspector) = (services.GetRequiredService<NodeOverview>(), services.GetRequiredService<NodeInspector>());
        var sights = services.GetRequiredService<JobSights>();
        routes.Map(new Route("GET", "/organizations/{org}/pushy/nodes", Answer.JsonType, Permission.ReadJobs, async context => await List(context, overview, (await sights.Of(context)).OnlyNode)));
        routes.Map(new Route("GET", "/organizations/{org}/pushy/nodes/{node}", Answer.JsonType, Permission.ReadJobs, async context => await Inspect(context, inspector, (await sights.Of(context)).OnlyNode)));
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

    private static async ValueTask<Answer> List(RequestContext context, NodeOverview overview, NodeName? only)
    {
        var (query, bad) = NodeQuery.Read(context.Http.Request.Query);
        if (query is null)
            return bad!;
        var (all, silent) = await overview.All(context.Organization.Id, context.Aborted);
        if (!silent.IsEmpty)
            return Refusal.HostsSilent(silent);
        var fitting = all.Where(query.Fits).ToList();
        var page = fitting.Where(node => query.HasState(node) && string.CompareOrdinal(node.Name, query.After) > 0).Take(query.Limit + 1).ToList();
        var more = page.Count > query.Limit;
        if (only is not null)
            page = page.ConvertAll(node => Seen(node, only));
        return Answer.Json(
            new NodesDocument(more ? page.GetRange(0, query.Limit) : page, NodeDocuments.Count(fitting), more ? page[query.Limit - 1].Name : null), RestContext.Wire.NodesDocument);
    }

    private static async ValueTask<Answer> Inspect(RequestContext context, NodeInspector inspector, NodeName? only)
    {
        var text = context.Http.Request.Query["jobs"].ToString();
        var jobs = DefaultJobs;
        if (text.Length > 0 && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out jobs) && jobs <= MaxJobs))
            return Refusal.Body($"'jobs' is not a number of jobs; allowed is 0 to {MaxJobs}");
        var (inspection, silent) = await inspector.Inspect(context.Organization, new NodeName(context.Values["node"]), only is { } own && own.Value != context.Values["node"] ? 0 : jobs, context.Aborted);
        if (inspection is null)
            return Refusal.HostsSilent(silent);
        var detail = NodeDocuments.Of(inspection);
        return Answer.Json(detail with { Node = Seen(detail.Node, only) }, RestContext.Wire.NodeDetailDocument);
    }

    /// <summary>Without the job that it has, where no jobs but another node's own are seen.</summary>
    private static NodeDocument Seen(NodeDocument node, NodeName? only) => only is { } own && own.Value != node.Name ? node with { Job = null } : node;

    private static string Availability(bool isAvailable) => isAvailable ? "available" : "unavailable";
}

internal static class NodeHosting
{
    public static void AddNodes(this IServiceCollection services) => services
        .AddSingleton<SightingStore>()
        .AddSingleton<NodeSightings>()
        .AddSingleton<NodeBook>()
        .AddSingleton<NodeNames>()
        .AddSingleton<NodeOverview>()
        .AddSingleton<NodeInspector>()
        .AddHostedService(all => all.GetRequiredService<NodeSightings>());   // ends after Kestrel, so with the ends of all links
}
