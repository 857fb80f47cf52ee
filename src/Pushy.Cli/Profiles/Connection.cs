using System.Security.Cryptography;
using Pushy.Cli.Api;
using Pushy.Contracts.Connecting;
using Pushy.Files;

namespace Pushy.Cli.Profiles;

/// <summary>A client for what the settings say. Disposing of it closes its connections.</summary>
internal sealed class Connection : IDisposable
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(5);

    /// <summary>A server answers 504 by itself before that.</summary>
    private static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(40);

    private readonly HttpClient _http;
    private readonly Credential _credential;

    private Connection(HttpClient http, Credential credential, PushyClient client, string organization)
    {
        (_http, _credential, Client, Organization) = (http, credential, client, organization);
    }

    public PushyClient Client { get; }

    public string Organization { get; }

    /// <exception cref="UsageException">Something is missing or no good; says how to give it.</exception>
    public static Connection Open(ConnectionSettings settings, Terminal terminal)
    {
        if (settings.Servers.Count == 0)
            throw new UsageException("no server is known; run 'pushy login', give --server URL, or set PUSHY_SERVER");
        if (settings.Organization is not { } organization)
            throw new UsageException("no organization is known; run 'pushy login', give --org ORG, or set PUSHY_ORG");
        var servers = settings.Servers.Select(server => Address(server, settings.Insecure is not null)).ToList();
        var handler = Handler(settings.CaFile);
        var credential = CredentialOf(settings);
        handler.ConnectTimeout = ConnectTime;
        var http = new HttpClient(handler) { Timeout = RequestTime };
        var link = new ServerLink(http, servers, credential, terminal.Clock);
        return new Connection(http, credential, new PushyClient(link, organization.Value), organization.Value);
    }

    /// <summary>What all requests go through: it looks at certificates, and follows no redirect.</summary>
    /// <exception cref="UsageException">The file is no good.</exception>
    public static SocketsHttpHandler Handler(Setting? caFile)
    {
        try
        {
            return ServerTrust.Of(caFile?.Value).NewHandler();
        }
        catch (TrustException e)
        {
            throw new UsageException($"{e.Message} ({caFile?.From})");
        }
    }

    /// <exception cref="UsageException">It is no address of a server, or plain HTTP beyond this machine without being told to.</exception>
    public static Uri Address(Setting server, bool insecure)
    {
        var uri = Address(server);
        return insecure || !PlainHttp.IsRisky(uri)
            ? uri
            : throw new UsageException($"the server ({server.From}) {PlainHttp.WhyRefused(uri)} (kept by 'pushy login'; PUSHY_INSECURE=true for one shell)");
    }

    /// <exception cref="UsageException">It is no address of a server.</exception>
    public static Uri Address(Setting server) =>
        Uri.TryCreate(server.Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
            ? uri
            : throw new UsageException($"the server '{server.Value}' ({server.From}) is no address; it has the form https://HOST[:PORT], and the organization goes into --org");

    public void Dispose()
    {
        _http.Dispose();
        _credential.Dispose();
    }

    private static Credential CredentialOf(ConnectionSettings settings)
    {
        if (settings.Token is { } token)
        {
            return token.Value.All(c => c is > ' ' and < '\x7f')
                ? new TokenCredential(token.Value)
                : throw new UsageException($"the token ({token.From}) has characters that no token has; it is one word that begins with pushy_");
        }

        if (settings.Key is not { } key)
            throw new UsageException("nothing to sign in with; run 'pushy login', or give --sign-as NAME and --key FILE, or set PUSHY_TOKEN");
        if (settings.User is not { } user)
            throw new UsageException($"whose key is it ({key.From})? Give --sign-as NAME, or set PUSHY_USER");
        return new KeyCredential(user.Value, ReadKey(key));
    }

    private static RSA ReadKey(Setting key)
    {
        var isPem = key.Value.Contains("-----BEGIN", StringComparison.Ordinal);
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(isPem ? key.Value : GuardedFile.ReadText(key.Value, FileGuard.OwnSecret));
            return rsa;
        }
        catch (UntrustedFileException e)
        {
            rsa.Dispose();
            throw new UsageException($"the key {key.Value} ({key.From}): {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            rsa.Dispose();
            throw new UsageException($"cannot read the key {key.Value} ({key.From}): {e.Message}");
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            rsa.Dispose();
            throw new UsageException($"{(isPem ? "the key" : key.Value)} ({key.From}) is no private RSA key in PEM form without a passphrase");
        }
    }
}
