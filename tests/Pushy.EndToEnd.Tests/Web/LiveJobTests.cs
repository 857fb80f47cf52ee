using Microsoft.Playwright;
using Pushy.Contracts.Jobs;
using Pushy.EndToEnd.Tests.Fleets;
using Xunit.Abstractions;

namespace Pushy.EndToEnd.Tests.Web;

/// <summary>A job on its page while it goes on.</summary>
[Collection(BrowserTests.Name)]
public sealed class LiveJobTests(Browser browser, ITestOutputHelper log)
{
    [BrowserFact]
    public Task It_is_watched_to_its_end_and_what_nodes_printed_is_folded() => Fleet.RunAsync(3, async fleet =>
    {
        var gate = fleet.In("go");
        var id = await StartAsync(fleet, $"while [ ! -e {gate} ]; do sleep 0.05; done; printf '<b>hello</b> \\033[31m\\n'; [ $CHEF_PUSH_NODE_NAME != web2 ]");
        await using var visitor = await browser.VisitAsync(fleet.Address);
        await visitor.SignInAsync(fleet);
        await visitor.OpenJobAsync(id);
        await visitor.SeesAsync("Live");
        await visitor.SeesAsync("3 running");
        await visitor.SeesAsync("quorum reached");
        Assert.Equal(3, await visitor.Page.Locator("#grid i.busy").CountAsync());

        await File.WriteAllTextAsync(gate, "");

        await visitor.SeesAsync("failed on 1 of 3");
        Assert.Equal("web2", (await visitor.Page.Locator("#live-nodes tbody tr").First.Locator("a").TextContentAsync())!.Trim());   // what went wrong comes first
        await visitor.SeesAsync("The command ended with exit code 1.");
        await visitor.SeesAsync("<b>hello</b> ␛[31m");   // as text
        await visitor.SeesAsync("3 nodes");
        Assert.Equal(1, await visitor.Page.Locator("#output details").CountAsync());
        Assert.Equal(0, await visitor.Page.Locator("#output b >> text=hello").CountAsync());
        Assert.StartsWith("failed on 1 of 3", await visitor.Page.TitleAsync(), StringComparison.Ordinal);
    });

    [BrowserFact]
    public Task It_is_aborted_after_a_question_and_the_page_says_so() => Fleet.RunAsync(2, async fleet =>
    {
        var id = await StartAsync(fleet, "sleep 300");
        await using var visitor = await browser.VisitAsync(fleet.Address);
        await visitor.SignInAsync(fleet);
        await visitor.OpenJobAsync(id);
        await visitor.SeesAsync("2 running");

        await visitor.Page.Locator("#abort").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Let it go on" }).ClickAsync();
        Assert.Equal("running", (await fleet.Api.JobAsync(id)).Status);
        await visitor.Page.Locator("#abort").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Abort the job" }).ClickAsync();

        await visitor.SeesAsync("2 aborted");
        await Until.TrueAsync("no process is left", () => ProcessTable.OfJob(id).Count == 0);
        Assert.Equal(0, await visitor.Page.Locator("#abort").CountAsync());
    });

    [BrowserFact]
    public Task Without_script_it_is_shown_and_aborted_too() => Fleet.RunAsync(1, async fleet =>
    {
        var id = await StartAsync(fleet, "sleep 300");
        await using var visitor = await browser.VisitAsync(fleet.Address, new Look(Script: false));
        await visitor.SignInAsync(fleet);
        await visitor.OpenJobAsync(id);
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Abort the job" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Abort this job?" }).WaitForAsync();

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Abort the job" }).ClickAsync();

        await visitor.SeesAsync("1 aborted");
    });

    [BrowserFact]
    public Task After_a_restart_of_the_server_the_page_goes_on_by_itself() => Fleet.RunAsync(2, async fleet =>
    {
        var gate = fleet.In("go");
        var id = await StartAsync(fleet, $"while [ ! -e {gate} ]; do sleep 0.05; done");
        await using var visitor = await browser.VisitAsync(fleet.Address);
        await visitor.SignInAsync(fleet);
        await visitor.OpenJobAsync(id);
        await visitor.SeesAsync("2 running");
        await visitor.Page.EvaluateAsync("window.notLoadedAgain = true");

        await fleet.KillServerAsync();
        await visitor.SeesAsync("Connection lost, reconnecting");
        await fleet.StartServerAsync();
        await visitor.Page.Locator("#live-state .good").WaitForAsync();
        await File.WriteAllTextAsync(gate, "");

        await visitor.SeesAsync("2 succeeded");
        Assert.True(await visitor.Page.EvaluateAsync<bool>("window.notLoadedAgain"));
    });

    [BrowserFact]
    public Task Ten_thousand_nodes_are_all_there_and_each_tells_what_became_of_it() => Fleet.RunAsync(1, async fleet =>
    {
        string[] nodes = ["web1", .. Enumerable.Range(1, 9_999).Select(number => $"absent-{number}")];
        var id = await fleet.Api.PostAsync(new JobRequest { Command = "true", Nodes = nodes, Quorum = 1, CaptureOutput = true });
        await Until.TrueAsync("the job has ended", async () => (await fleet.Api.JobAsync(id)).Status == "complete");
        await using var visitor = await browser.VisitAsync(fleet.Address);
        await visitor.SignInAsync(fleet);

        await visitor.OpenJobAsync(id);
        await visitor.Page.Locator("#grid i").Nth(9_999).WaitForAsync();
        log.WriteLine($"10,000 nodes shown after {await visitor.Page.EvaluateAsync<double>("performance.now()"):0} ms");

        await visitor.SeesAsync("9,999 not there");
        await visitor.Page.Locator("#grid i").Nth(9_999).HoverAsync();
        await visitor.SeesAsync("absent-9999: not there");
    });

    private static Task<string> StartAsync(Fleet fleet, string command) =>
        fleet.Api.PostAsync(new JobRequest { Command = command, Nodes = [.. fleet.Nodes], CaptureOutput = true });
}
