using Microsoft.Playwright;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Web;

/// <summary>Somebody at a browser. At the end nothing may have been wrong with any page: no violation of the policy, no error of a script.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    private Visitor(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            // A refused page, and a server that is away, are told as errors, too; both are wanted in some tests.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
    }

    public IPage Page { get; }

    public static async Task<Visitor> OfAsync(IBrowserContext context) => new(context, await context.NewPageAsync());

    /// <summary>Signs in as the organization's administrator, by a link.</summary>
    public async Task SignInAsync(Fleet fleet)
    {
        await Page.GotoAsync(await LinkAsync(fleet));
        await Page.GetByRole(AriaRole.Button, new() { Name = $"Sign in as {FleetTemplate.User}" }).ClickAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Jobs" }).WaitForAsync();
    }

    /// <summary>A link that the server makes for who signs with the administrator's key.</summary>
    public static async Task<string> LinkAsync(Fleet fleet)
    {
        var answer = await fleet.Api.SendAsync(HttpMethod.Post, "/login_links", "{}"u8.ToArray());
        using var json = System.Text.Json.JsonDocument.Parse(answer.Body);
        return json.RootElement.GetProperty("url").GetString()!;
    }

    public Task OpenJobAsync(string id) => Page.GotoAsync($"/ui/{FleetTemplate.Organization}/jobs/{id}");

    /// <summary>Text that is on the page, now or soon.</summary>
    public Task SeesAsync(string text) => Page.GetByText(text).First.WaitForAsync();

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        Assert.Empty(_complaints);
    }
}
