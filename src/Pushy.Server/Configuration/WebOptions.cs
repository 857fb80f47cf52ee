namespace Pushy.Server.Configuration;

/// <param name="Enabled">Whether there are pages for browsers.</param>
/// <param name="Url">Where browsers find this server, scheme and host without a path; empty: where the request, or the listening address, says.</param>
/// <param name="SessionLength">A session ends so long after its sign-in, used or not.</param>
/// <param name="SessionIdle">A session that was not used for so long ends.</param>
/// <param name="LinkLength">How long a sign-in link may be used.</param>
public sealed record WebOptions(bool Enabled, string Url, TimeSpan SessionLength, TimeSpan SessionIdle, TimeSpan LinkLength)
{
    internal static WebOptions Read(SettingReader reader) => new(
        reader.Flag("pushy.web.enabled"),
        ReadUrl(reader),
        reader.Duration("pushy.web.session-length", TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)),
        reader.Duration("pushy.web.session-idle", TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)),
        reader.Duration("pushy.web.link-length", TimeSpan.FromSeconds(10), TimeSpan.FromHours(1)));

    private static string ReadUrl(SettingReader reader)
    {
        const string Key = "pushy.web.url";
        var url = reader.Text(Key);
        if (url.Length == 0)
            return url;
        if (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "", Fragment: "" })
            return url.TrimEnd('/');
        reader.Problem(Key, "not an address of a server; allowed are http://HOST[:PORT] and https://HOST[:PORT], without a path");
        return "";
    }
}
