using System.Text.Json.Nodes;
using Pushy.Contracts.Nodes;
using Pushy.Domain.Nodes;
using Pushy.Server.Gateway;
using Pushy.Server.Nodes;
using Pushy.Server.Pages.Frame;

namespace Pushy.Server.Pages.Nodes;

/// <summary>The honeycomb of nodes with its list, and a node's page.</summary>
internal sealed class NodePageRoutes(PageRenderer pages, NodeOverview overview, NodeInspector inspector)
{
    private const string Pattern = "/ui/{org}/nodes";
    private const int Size = 100;
    private const int JobsShown = 20;

    public void Map(RouteTable routes)
    {
        Get(Pattern, Show);
        Get(Pattern + "/{node}", ShowOne);
        Get("/ui/{org}/node-names", Names);
        Get("/ui/{org}/node-states", States);

        void Get(string pattern, Func<RequestContext, ValueTask<Answer>> handler) => routes.Map(new Route("GET", pattern, null, Permission.ReadJobs, handler) { IsPage = true });
    }

    private ValueTask<Answer> Show(RequestContext context) => WithAll(context, async all =>
    {
        var (request, organization) = (NodeListRequest.Read(context.Http.Request.Query), context.Organization.Name);
        var fitting = all.Where(request.Fits).ToList();
        var page = fitting.Where(node => request.HasState(node) && string.CompareOrdinal(node.Name, request.After) > 0).Take(Size + 1).ToList();
        var more = page.Count > Size;
        var shown = more ? page.GetRange(0, Size) : page;
        return await pages.Show<NodeListPage, NodeListModel>(context, "Nodes", PageSection.Nodes, new NodeListModel(
            organization, shown, NodeBoardText.Of(all), NodeDocuments.Count(fitting), request.Name, request.State, more ? request.Address(organization, shown[^1].Name) : null, request.After.Length == 0));
    });

    private async ValueTask<Answer> ShowOne(RequestContext context)
    {
        var (inspection, silent) = await inspector.Inspect(context.Organization, new NodeName(context.Values["node"]), JobsShown, context.Aborted);
        if (inspection is null)
            return Refusal.HostsSilent(silent);
        var model = new NodeModel(context.Organization.Name, NodeDocuments.Of(inspection), inspection.Findings, inspection.Facts.Now);
        return await pages.Show<NodePage, NodeModel>(context, VisibleText.Line(context.Values["node"]), PageSection.Nodes, model);
    }

    /// <summary>Names in order, for who points at a place of the honeycomb, or looks for one.</summary>
    private ValueTask<Answer> Names(RequestContext context) => WithAll(context, async all =>
        await PackedJson.Write(context, new JsonObject
        {
            ["tag"] = NodeBoardText.Of(all).Tag,
            ["names"] = string.Join(' ', all.Select(node => node.Name)),   // no name has a blank
        }));

    /// <summary>The honeycomb as it is now.</summary>
    private ValueTask<Answer> States(RequestContext context) => WithAll(context, async all =>
    {
        var board = NodeBoardText.Of(all);
        return await PackedJson.Write(context, new JsonObject { ["tag"] = board.Tag, ["states"] = board.States });
    });

    private async ValueTask<Answer> WithAll(RequestContext context, Func<IReadOnlyList<NodeDocument>, ValueTask<Answer>> show)
    {
        var (all, silent) = await overview.All(context.Organization.Id, context.Aborted);
        return silent.IsEmpty ? await show(all) : Refusal.HostsSilent(silent);
    }
}
