using Microsoft.Playwright;

namespace Pushy.EndToEnd.Tests.Web;

/// <summary>One Chromium for all tests of pages. Each test has its own visitors in it, who share nothing.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>Without a sandbox, for tests may run as root; and without what would call home.</summary>
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (!File.Exists(BrowserFactAttribute.Chromium))
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = BrowserFactAttribute.Chromium, Headless = true, Args = Arguments });
    }

    /// <summary>A browser without cookies, at a server.</summary>
    internal async Task<Visitor> VisitAsync(Uri server, Look? look = null)
    {
        look ??= new Look();
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = server.ToString(),
            ColorScheme = look.Dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new() { Width = look.Width, Height = look.Height },
            JavaScriptEnabled = look.Script,
            ReducedMotion = ReducedMotion.Reduce,
            TimezoneId = "Europe/Berlin",
        });
        context.SetDefaultTimeout((float)Fleets.Until.Patience.TotalMilliseconds);
        return await Visitor.OfAsync(context);
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
    }
}

/// <summary>What a visitor's browser is like.</summary>
internal sealed record Look(bool Dark = false, int Width = 1280, int Height = 900, bool Script = true);

[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Browser>
{
    public const string Name = "browser";
}
