using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Pushy.Contracts.Jobs;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Web;

/// <summary>
/// Pages as people see them: nothing sticks out, axe finds nothing (contrast among it), and pictures for the documentation where <c>PUSHY_SCREENSHOTS</c> names a
/// folder, below the repository's root.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class ScreenshotTests(Browser browser)
{
    private const string Variable = "PUSHY_SCREENSHOTS";
    private const int MostBytes = 600_000;
    private const int MostHeight = 1_100;

    internal static readonly (string Name, Look Look)[] Looks =
    [
        ("light", new Look(Dark: false, Width: 1600, Height: 900)),
        ("dark", new Look(Dark: true, Width: 1600, Height: 900)),
        ("small-light", new Look(Dark: false, Width: 360, Height: 740)),
        ("small-dark", new Look(Dark: true, Width: 360, Height: 740)),
    ];

    /// <summary>Pictures that the documentation has; of the others it is only seen that they can be taken.</summary>
    private static readonly string[] Kept =
    [
        "sign-in-light", "jobs-light", "jobs-small-dark", "job-dark", "job-small-light", "job-live-light", "job-live-dark", "job-live-small-dark", "abort-light",
        "nodes-dark", "nodes-small-light", "node-light", "start-light", "plan-light", "plan-small-dark",
    ];

    [BrowserFact]
    public Task Pages_fit_their_screens_and_can_be_read_by_all() => Fleet.RunAsync(3, async fleet =>
    {
        var done = await JobAsync(fleet, "uptime -p; if [ $CHEF_PUSH_NODE_NAME = web2 ]; then echo 'disk /var is full' >&2; exit 3; fi", [.. fleet.Nodes]);
        await Until.TrueAsync("the first job has ended", async () => (await fleet.Api.JobAsync(done)).Status == "complete");
        var failed = await JobAsync(fleet, "systemctl restart nginx", ["web1", "db1", "db2"]);
        await Until.TrueAsync("the second job has failed", async () => (await fleet.Api.JobAsync(failed)).Status == "quorum_failed");
        await fleet.AvailableAsync("web1", "web2", "web3");
        var live = await JobAsync(fleet, "echo Checking 214 packages; sleep 300", [.. fleet.Nodes, .. Enumerable.Range(1, 237).Select(n => $"cache-{n:000}")], quorum: 3);
        await Until.TrueAsync("the third job runs", async () => (await fleet.Api.NodesAsync(live)).Count(node => node.State == "running") == 3);

        foreach (var (name, look) in Looks)
        {
            var looked = name is "light" or "small-dark";   // both colours and both widths, each once
            await using var visitor = await browser.VisitAsync(fleet.Address, look);
            await visitor.Page.GotoAsync("/ui/sign-in");
            await TakeAsync(visitor, $"sign-in-{name}", looked);
            await visitor.SignInAsync(fleet);
            await TakeAsync(visitor, $"jobs-{name}", looked);
            await visitor.OpenJobAsync(done);
            await visitor.SeesAsync("disk /var is full");
            await TakeAsync(visitor, $"job-{name}", looked);
            await visitor.OpenJobAsync(live);
            await visitor.Page.Locator("#live-state .good").WaitForAsync();
            await TakeAsync(visitor, $"job-live-{name}", looked);
            await visitor.Page.Locator("#abort").ClickAsync();
            await TakeAsync(visitor, $"abort-{name}", looked, whole: false);
            await visitor.Page.GotoAsync($"/ui/acme/jobs/{live}/nodes?state=running");
            await TakeAsync(visitor, $"job-nodes-{name}", looked);
        }
    });

    internal static async Task TakeAsync(Visitor visitor, string name, bool withAxe, bool whole = true)
    {
        Assert.False(await visitor.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), $"{name} is wider than its screen");
        if (withAxe)
        {
            var found = await visitor.Page.RunAxe();
            Assert.True(found.Violations.Length == 0, $"{name}: {string.Join("; ", found.Violations.Select(one => $"{one.Id}: {one.Nodes[0].Html}"))}");
        }

        var (width, height) = (visitor.Page.ViewportSize!.Width, visitor.Page.ViewportSize.Height);
        var shown = whole ? Math.Clamp(await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollHeight"), height, MostHeight) : height;
        var picture = await visitor.Page.ScreenshotAsync(new() { FullPage = whole, Clip = new() { Width = width, Height = shown } });
        Assert.InRange(picture.Length, 1_000, MostBytes);
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder && Kept.Contains(name))
            await File.WriteAllBytesAsync(Path.Combine(Programs.RepositoryRoot, folder, $"web-{name}.png"), picture);
    }

    private static Task<string> JobAsync(Fleet fleet, string command, IReadOnlyList<string> nodes, int? quorum = null) =>
        fleet.Api.PostAsync(new JobRequest { Command = command, Nodes = nodes, Quorum = quorum ?? nodes.Count, CaptureOutput = true });
}
