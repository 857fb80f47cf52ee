namespace Pushy.EndToEnd.Tests.Web;

/// <summary>A test in a real browser; skipped where there is none.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public const string Chromium = "/usr/bin/chromium";

    public BrowserFactAttribute()
    {
        if (!File.Exists(Chromium))
            Skip = "there is no /usr/bin/chromium; install it with: apt-get install chromium";
    }
}
