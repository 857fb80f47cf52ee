using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Contracts.Signing;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Hosting;

namespace Pushy.Benchmarks.Fleet;

/// <summary>The real server in this process, with one key for all who sign in: making thousands would take longer than the measurement.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    public const string Organization = "bench";
    public const string User = "operator";

    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-bench-").FullName;
    private WebApplication? _app;

    public RSA Key { get; } = RSA.Create(2048);

    public Uri Address => new(_app!.Urls.First());

    public IServiceProvider Services => _app!.Services;

    public string Folder => _folder;

    public async Task Start(IEnumerable<string> nodes, string[]? settings = null)
    {
        var config = PushyConfig.Load([], [$"pushy.storage.path={_folder}/data", "pushy.http.urls=http://127.0.0.1:0", "pushy.log.level=error", .. settings ?? []], []);
        _app = await ServerHost.Build(config);
        var directory = Services.GetRequiredService<DirectoryAdmin>();
        var pem = PublicKeyPem.Write(Key);
        await directory.CreateOrganization(Organization, Organization, default);
        await directory.CreateUser(Organization, User, pem, admin: true, default);
        foreach (var node in nodes)
            await directory.CreateClient(Organization, node, pem, isNode: true, default);
        await _app.StartAsync();
    }

    public HttpClient Client() => new(new SocketsHttpHandler()) { BaseAddress = Address };

    public HttpRequestMessage Request(HttpMethod method, string path, byte[]? body = null)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in RequestSigning.Sign(Key, SigningVersion.V13, User, method.Method, path, body ?? [], DateTimeOffset.UtcNow, 1, SigningNonce.New()))
            request.Headers.Add(name, value);
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return request;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is { } app)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        Key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
