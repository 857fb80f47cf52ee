using System.Text.Json;
using Microsoft.Playwright;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Web;

/// <summary>A person's way into the page and out of it.</summary>
[Collection(BrowserTests.Name)]
public sealed class SignInTests(Browser browser)
{
    [BrowserFact]
    public Task With_a_token_and_the_keyboard_alone_and_out_again() => Fleet.RunAsync(0, async fleet =>
    {
        await using var visitor = await browser.VisitAsync(fleet.Address);
        var page = visitor.Page;
        await page.GotoAsync("/");   // a browser is shown the way

        await page.Keyboard.TypeAsync("pushy_wrong");   // the field has the focus
        await page.Keyboard.PressAsync("Enter");
        await visitor.SeesAsync("the token is unknown, expired or revoked");
        await page.Keyboard.TypeAsync(await TokenAsync(fleet));
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Jobs", Exact = true }).WaitForAsync();
        Assert.Equal("", await page.EvaluateAsync<string>("document.cookie"));

        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the page", await FocusedAsync(page));
        await TabToAsync(page, "Sign out");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("Personal token").WaitForAsync();
        await page.GotoAsync($"/ui/{FleetTemplate.Organization}/jobs");
        Assert.Contains("/ui/sign-in?to=", page.Url, StringComparison.Ordinal);
    });

    [BrowserFact]
    public Task By_a_link_that_looking_does_not_use_up_and_that_works_once() => Fleet.RunAsync(0, async fleet =>
    {
        var link = await Visitor.LinkAsync(fleet);
        await using (var preview = await browser.VisitAsync(fleet.Address))
        {
            await preview.Page.GotoAsync(link);
            await preview.SeesAsync("This link signs this browser in");
        }

        await using var first = await browser.VisitAsync(fleet.Address);
        await first.Page.GotoAsync(link);
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in as alice" }).ClickAsync();
        await first.Page.GetByRole(AriaRole.Heading, new() { Name = "Jobs" }).WaitForAsync();

        await using var second = await browser.VisitAsync(fleet.Address);
        await second.Page.GotoAsync(link);
        await second.SeesAsync("this link is unknown, was used already, or is too old");
    });

    private static async Task<string> TokenAsync(Fleet fleet)
    {
        var answer = await fleet.Api.SendAsync(HttpMethod.Post, "/tokens", "{}"u8.ToArray());
        using var json = JsonDocument.Parse(answer.Body);
        return json.RootElement.GetProperty("token").GetString()!;
    }

    private static Task<string> FocusedAsync(IPage page) => page.EvaluateAsync<string>("document.activeElement.textContent.trim()");

    private static async Task TabToAsync(IPage page, string name)
    {
        for (var tabs = 0; tabs < 20 && await FocusedAsync(page) != name; tabs++)
            await page.Keyboard.PressAsync("Tab");
        Assert.Equal(name, await FocusedAsync(page));
        Assert.NotEqual("none", await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
    }
}
