using Microsoft.Playwright;
using Pushy.Contracts.Jobs;
using Pushy.EndToEnd.Tests.Fleets;
using Xunit.Abstractions;

namespace Pushy.EndToEnd.Tests.Web;

/// <summary>The honeycomb, the list below it, and a node's page.</summary>
[Collection(BrowserTests.Name)]
public sealed class NodePageTests(Browser browser, ITestOutputHelper log)
{
    private const string Nodes = "/ui/acme/nodes";

    [BrowserFact]
    public Task Nodes_are_shown_filtered_and_kept_up_to_date() => Fleet.RunAsync(2, async fleet =>
    {
        await using var visitor = await browser.VisitAsync(fleet.Address);
        await visitor.SignInAsync(fleet);
        await visitor.Page.GotoAsync(Nodes);
        await visitor.Page.Locator("#comb[data-drawn='3']").WaitForAsync();
        Assert.Equal("2", await CountAsync(visitor, 'a'));
        Assert.Equal("1", await CountAsync(visitor, 'n'));

        var name = visitor.Page.GetByLabel("Name", new() { Exact = true });
        await name.FillAsync("b2");   // shows at once
        await visitor.Page.Locator("#comb[data-drawn='1']").WaitForAsync();
        await name.PressAsync("Enter");   // and the list, once it is sent
        await visitor.Page.WaitForURLAsync("**name=b2*");
        Assert.Equal(["web2"], await visitor.Page.Locator("#node-list tbody .node-name").AllInnerTextsAsync());

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Show all" }).ClickAsync();
        var id = await fleet.Api.PostAsync(new JobRequest { Command = "sleep 300", Nodes = ["web1"] });
        await visitor.Page.Locator("#comb-legend [data-letter=b] .count", new() { HasTextString = "1" }).WaitForAsync();   // by itself
        await fleet.Api.AbortAsync(id);
        await visitor.Page.Locator("#comb-legend [data-letter=b] .count", new() { HasTextString = "0" }).WaitForAsync();
    });

    [BrowserFact]
    public Task With_the_keyboard_alone_a_cell_leads_to_its_nodes_page() => Fleet.RunAsync(1, async fleet =>
    {
        await using var visitor = await browser.VisitAsync(fleet.Address);
        await visitor.SignInAsync(fleet);
        await visitor.Page.GotoAsync(Nodes);
        await visitor.Page.Locator("#comb").FocusAsync();
        await visitor.SeesAsync("web1: available");

        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        await visitor.SeesAsync("web2: never seen");
        await visitor.Page.Keyboard.PressAsync("Enter");

        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "web2" }).WaitForAsync();
        await visitor.SeesAsync("and has never been connected.");
        await visitor.SeesAsync("start its agent");
    });

    [BrowserFact]
    public Task A_nodes_page_has_its_jobs_and_why_it_does_not_answer() => Fleet.RunAsync(1, async fleet =>
    {
        var id = await fleet.Api.PostAsync(new JobRequest { Command = "exit 7", Nodes = ["web1"] });
        await Until.TrueAsync("the job has ended", async () => (await fleet.Api.JobAsync(id)).Status == "complete");
        await fleet.Agent("web1").KillAsync();
        await Until.TrueAsync("web1 is gone", async () => (await fleet.Api.PresenceAsync("web1")).Status == "offline");
        await using var visitor = await browser.VisitAsync(fleet.Address, new Look(Script: false));
        await visitor.SignInAsync(fleet);

        await visitor.Page.GotoAsync($"{Nodes}/web1");

        await visitor.SeesAsync("It is not connected: no job can run on it now.");
        await visitor.SeesAsync("systemctl status pushy-agent");
        await visitor.SeesAsync("It has joined; valid keys: 1.");
        Assert.Contains("exit code 7", await visitor.Page.Locator("section[aria-labelledby=past] tbody tr").First.InnerTextAsync(), StringComparison.Ordinal);
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "exit 7" }).ClickAsync();
        await visitor.Page.WaitForURLAsync($"**/jobs/{id}");
    });

    [BrowserFact]
    public Task Ten_thousand_nodes_are_all_drawn_and_filtered_without_asking_again() => Fleet.RunAsync(0, async fleet =>
    {
        await fleet.Server.StopAsync();
        await ManyNodes.AddAsync(fleet.Data, 10_000);
        await fleet.StartServerAsync();
        await using var visitor = await browser.VisitAsync(fleet.Address);
        await visitor.SignInAsync(fleet);

        await visitor.Page.GotoAsync(Nodes);
        await visitor.Page.Locator("#comb[data-drawn='10003']").WaitForAsync();
        log.WriteLine($"10,003 nodes shown after {await visitor.Page.EvaluateAsync<double>("performance.now()"):0} ms");

        await visitor.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("shop-99*");
        await visitor.Page.Locator("#comb[data-drawn='100']").WaitForAsync();
        await visitor.Page.Locator("#comb").HoverAsync(new() { Position = new() { X = 20, Y = 20 } });
        await visitor.SeesAsync("shop-9900: never seen");
    });

    private static Task<string> CountAsync(Visitor visitor, char letter) => visitor.Page.Locator($"#comb-legend [data-letter={letter}] .count").InnerTextAsync();
}
