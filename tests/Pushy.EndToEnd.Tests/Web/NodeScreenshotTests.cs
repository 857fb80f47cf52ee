using Microsoft.Playwright;
using Pushy.Contracts.Jobs;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Web;

/// <summary>Nodes, a node and the start of a job, as people see them; see <see cref="ScreenshotTests"/>.</summary>
[Collection(BrowserTests.Name)]
public sealed class NodeScreenshotTests(Browser browser)
{
    [BrowserFact]
    public Task Pages_of_nodes_fit_their_screens_and_can_be_read_by_all() => Fleet.RunAsync(0, async fleet =>
    {
        await fleet.Server.StopAsync();
        await ManyNodes.AddAsync(fleet.Data, 600);
        await fleet.StartServerAsync();
        foreach (var node in FleetTemplate.NodeNames)
            fleet.StartAgent(node);
        await fleet.AvailableAsync([.. FleetTemplate.NodeNames]);
        var failed = await fleet.Api.PostAsync(new JobRequest { Command = "chef-client", Nodes = ["web1", "web2", "shop-0002"], Quorum = 3 });
        await Until.TrueAsync("the first job has failed", async () => (await fleet.Api.JobAsync(failed)).Status == "quorum_failed");
        await fleet.AvailableAsync("web1", "web2");
        var busy = await fleet.Api.PostAsync(new JobRequest { Command = "sleep 600", Nodes = ["web2"] });
        await Until.TrueAsync("web2 is busy", async () => (await fleet.Api.NodesAsync(busy))[0].State == "running");

        foreach (var (name, look) in ScreenshotTests.Looks)
        {
            var looked = name is "light" or "small-dark";   // both colours and both widths, each once
            await using var visitor = await browser.VisitAsync(fleet.Address, look);
            await visitor.SignInAsync(fleet);
            await visitor.Page.GotoAsync("/ui/acme/nodes");
            await visitor.Page.Locator("#comb[data-drawn='603']").WaitForAsync();
            await ScreenshotTests.TakeAsync(visitor, $"nodes-{name}", looked, whole: false);
            await visitor.Page.GotoAsync("/ui/acme/nodes/shop-0002");
            await ScreenshotTests.TakeAsync(visitor, $"node-{name}", looked);
            await visitor.Page.GotoAsync("/ui/acme/start?nodes=web*,shop-000*");
            await visitor.Page.GetByLabel("Command", new() { Exact = true }).FillAsync("systemctl restart nginx");
            await visitor.Page.GetByLabel("Quorum").FillAsync("20%");
            await ScreenshotTests.TakeAsync(visitor, $"start-{name}", looked);
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Show the plan" }).ClickAsync();
            await visitor.SeesAsync("The vote would likely be");
            await ScreenshotTests.TakeAsync(visitor, $"plan-{name}", looked);
        }
    });
}
