using Microsoft.Playwright;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Web;

/// <summary>Starting a job: the form, the plan, the start.</summary>
[Collection(BrowserTests.Name)]
public sealed class StartTests(Browser browser)
{
    private const string Start = "/ui/acme/start";

    [BrowserFact]
    public Task A_plan_comes_first_and_the_job_runs_where_it_said() => Fleet.RunAsync(2, async fleet =>
    {
        await using var visitor = await browser.VisitAsync(fleet.Address);
        await visitor.SignInAsync(fleet);
        await visitor.Page.GotoAsync(Start);
        await visitor.Page.GetByLabel("Command", new() { Exact = true }).FillAsync("echo $GREETING");
        await visitor.Page.GetByLabel("Nodes", new() { Exact = true }).FillAsync("web*");
        await visitor.Page.GetByLabel("Quorum").FillAsync("60%");
        await visitor.Page.GetByText("More: time limit").ClickAsync();
        await visitor.Page.GetByLabel("Variables").FillAsync("GREETING=good = morning");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Show the plan" }).ClickAsync();

        await visitor.SeesAsync("Quorum: 60% means that 2 of 3 must vote yes before the command runs anywhere.");
        await visitor.SeesAsync("The vote would likely be won; nobody may be missing.");
        await visitor.SeesAsync("none: never connected");
        Assert.Empty(await fleet.Api.JobsAsync());
        var form = await visitor.Page.EvaluateAsync<string>("new URLSearchParams(new FormData(document.getElementById('confirm-start'))).toString()");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Start it on 3 nodes" }).DblClickAsync();

        await visitor.SeesAsync("2 succeeded");
        await visitor.SeesAsync("good = morning");
        var job = Assert.Single(await fleet.Api.JobsAsync());
        Assert.Contains(job.Id, visitor.Page.Url, StringComparison.Ordinal);

        var again = await visitor.Page.EvaluateAsync<string>(
            "body => fetch('/ui/acme/start', { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body }).then(answer => answer.url)", form);
        Assert.EndsWith(job.Id, again, StringComparison.Ordinal);
        Assert.Single(await fleet.Api.JobsAsync());   // the form has a key
    });

    [BrowserFact]
    public Task With_the_keyboard_alone() => Fleet.RunAsync(1, async fleet =>
    {
        await using var visitor = await browser.VisitAsync(fleet.Address);
        await visitor.SignInAsync(fleet);
        var keys = visitor.Page.Keyboard;
        await visitor.Page.GotoAsync(Start);
        await keys.TypeAsync("true");   // the field has the focus
        await keys.PressAsync("Tab");
        await keys.TypeAsync("web1");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Tab");
        await keys.TypeAsync("1");
        await keys.PressAsync("Enter");
        await visitor.SeesAsync("The vote would likely be won");
        await keys.PressAsync("Enter");   // the button has the focus

        await visitor.SeesAsync("1 succeeded");
    });

    [BrowserFact]
    public Task Without_script_and_with_faults_told_at_their_fields() => Fleet.RunAsync(1, async fleet =>
    {
        await using var visitor = await browser.VisitAsync(fleet.Address, new Look(Script: false));
        await visitor.SignInAsync(fleet);
        await visitor.Page.GotoAsync($"{Start}?nodes=db*");
        await visitor.Page.GetByLabel("Quorum").FillAsync("most");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Show the plan" }).ClickAsync();

        await visitor.SeesAsync("Nothing was started: 3 fields need another look.");
        Assert.Contains("The command is missing", await visitor.Page.Locator("#command-fault").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("No known node fits 'db*'", await visitor.Page.Locator("#nodes-fault").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("That is no quorum", await visitor.Page.Locator("#quorum-fault").InnerTextAsync(), StringComparison.Ordinal);

        await visitor.Page.GetByLabel("Command", new() { Exact = true }).FillAsync("true");
        await visitor.Page.GetByLabel("Nodes", new() { Exact = true }).FillAsync("web1 web2");
        await visitor.Page.GetByLabel("Quorum").FillAsync("1");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Show the plan" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Change it" }).ClickAsync();
        Assert.Equal("web1 web2", await visitor.Page.GetByLabel("Nodes", new() { Exact = true }).InputValueAsync());
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Show the plan" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Start it on 2 nodes" }).ClickAsync();

        await visitor.Page.WaitForURLAsync("**/jobs/*");
        Assert.Single(await fleet.Api.JobsAsync());
    });

    [BrowserFact]
    public Task What_the_honeycomb_shows_is_taken_over() => Fleet.RunAsync(2, async fleet =>
    {
        await using var visitor = await browser.VisitAsync(fleet.Address);
        await visitor.SignInAsync(fleet);
        await visitor.Page.GotoAsync("/ui/acme/nodes?name=web&state=available");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Start a job on these" }).ClickAsync();
        await visitor.Page.GetByLabel("Command", new() { Exact = true }).FillAsync("true");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Show the plan" }).ClickAsync();

        await visitor.SeesAsync("2 of 2 likely yes");
    });
}
