using System.Net;
using Pushy.Files;

namespace Pushy.Server.Configuration;

/// <summary>Who may read <c>/metrics</c>.</summary>
/// <param name="Enabled">Whether anybody may.</param>
/// <param name="Url">Where it listens, for itself alone; null: on the API's ports.</param>
/// <param name="TokenFile">File of the token that readers have to show; null: none.</param>
public sealed record MetricsOptions(bool Enabled, Uri? Url, string? TokenFile)
{
    /// <summary>The token; null where none is asked for. Read once, at the start.</summary>
    public string? Token { get; private init; }

    /// <summary>Where Kestrel listens for metrics alone; empty where it does not.</summary>
    public IEnumerable<string> Urls => Enabled && Url is { } url ? [url.GetLeftPart(UriPartial.Authority)] : [];

    /// <summary>Addresses that Kestrel listens on, without the one for metrics.</summary>
    public IEnumerable<string> Without(IEnumerable<string> addresses) => addresses.Where(address => Url is null || new Uri(address.Replace("[::]", "localhost", StringComparison.Ordinal)).Port != Url.Port);

    internal static MetricsOptions Read(SettingReader reader)
    {
        var (enabled, url) = (reader.Flag("pushy.metrics.enabled"), ReadUrl(reader));
        var file = reader.Text("pushy.metrics.token-file") is { Length: > 0 } path ? path : null;
        return new MetricsOptions(enabled, url, file) { Token = enabled && file is not null ? ReadToken(reader, file) : null };
    }

    private static Uri? ReadUrl(SettingReader reader)
    {
        const string Key = "pushy.metrics.url";
        var text = reader.Text(Key);
        if (text.Length == 0)
            return null;
        if (Uri.TryCreate(text.Replace("://*:", "://0.0.0.0:", StringComparison.Ordinal), UriKind.Absolute, out var uri)
            && uri is { Scheme: "http", PathAndQuery: "/", UserInfo: "", Fragment: "", Port: not 0 }
            && (IPAddress.TryParse(uri.Host.Trim('[', ']'), out _) || uri.Host == "localhost"))
        {
            if (reader.Text("pushy.http.urls").Split([',', ';']).Any(other => Uri.TryCreate(other.Trim().Replace("://*:", "://0.0.0.0:", StringComparison.Ordinal), UriKind.Absolute, out var api) && api.Port == uri.Port))
                reader.Problem(Key, $"port {uri.Port} is one of pushy.http.urls; allowed are others, or nothing for those");
            return uri;
        }

        reader.Problem(Key, $"'{text}' is not allowed; allowed are http://IP:PORT, http://localhost:PORT and http://*:PORT with a port of its own, 1 to 65535");
        return null;
    }

    private static string? ReadToken(SettingReader reader, string file)
    {
        const string Key = "pushy.metrics.token-file";
        const int Least = 16;
        try
        {
            var token = GuardedFile.ReadText(file, FileGuard.ServiceSecret).Trim();
            if (token.Length < Least || token.Any(letter => letter is <= ' ' or > '~'))
                reader.Problem(Key, $"{file} has no token that can be used; it is one line of at least {Least} printable characters without spaces");
            return token;
        }
        catch (UntrustedFileException e)
        {
            reader.Problem(Key, $"{file}: {e.Message}");
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reader.Problem(Key, $"{file} cannot be read: {e.Message}");
            return null;
        }
    }
}
