using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Contracts.Signing;
using Pushy.Server.Directories;
using Pushy.Server.Gateway;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.Standings;

/// <summary>A server whose clock tests move on, with a route that streams and knows nothing of rights. Each test has an organization and a user of its own.</summary>
public sealed class StandingServer : IAsyncLifetime
{
    private int _organizations;

    public AheadClock Clock { get; } = new();

    public TestServer Server { get; private set; } = null!;

    public T Get<T>()
        where T : notnull => Server.Services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        Server = await TestServer.Start(
            routes => routes.Map(new Route("GET", "/organizations/{org}/pushy/endless", Answer.OctetType, Permission.ReadJobs, Endless)),
            services => services.AddSingleton<TimeProvider>(Clock),
            "pushy.sign-in.check-every=100ms", "pushy.sign-in.cache-for=5s", "pushy.jobs.linger=0s");
        await Server.User("alice", admin: true);
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    /// <summary>An organization with alice, an admin, a node web1, and a user of the organization's name.</summary>
    public async Task<JobOrganization> Organization()
    {
        var (admin, name) = (Server.Admin, $"right{Interlocked.Increment(ref _organizations)}");
        await Server.Made(admin.CreateOrganization(name, name, default));
        await Server.Made(admin.AddUser(name, "alice", true, default));
        await Server.Made(admin.CreateUser(name, name, TestKeys.MinePublic, false, default));
        await Server.Made(admin.CreateClient(name, "web1", TestKeys.MinePublic, true, default));
        return new JobOrganization(Server, (await Get<IDirectory>().FindOrganization(name, default))!);
    }

    /// <summary>Opens a stream by key.</summary>
    public async Task<OpenStream> BySignature(string user, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Server.Address + path);
        foreach (var (name, value) in RequestSigning.Sign(TestKeys.Mine, SigningVersion.V13, user, "GET", path.Split('?')[0], [], DateTimeOffset.UtcNow, null))
            request.Headers.TryAddWithoutValidation(name, value);
        return await OpenStream.Of(request);
    }

    /// <summary>Opens a stream by token.</summary>
    public async Task<OpenStream> ByToken(string token, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Server.Address + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await OpenStream.Of(request);
    }

    /// <summary>Opens a stream of a page.</summary>
    public async Task<OpenStream> BySession(string session, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Server.Address + path);
        request.Headers.Add("Cookie", "pushy-session=" + session);
        return await OpenStream.Of(request);
    }

    private static async ValueTask<Answer> Endless(RequestContext context)
    {
        await context.Http.Response.Body.FlushAsync(context.Aborted);
        await Task.Delay(Timeout.Infinite, context.Aborted);
        return new Answer.Written();
    }
}

/// <summary>The true time, and what tests move it on by.</summary>
public sealed class AheadClock : TimeProvider
{
    private long _ahead;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));
}

/// <summary>An answer that goes on until the server ends it.</summary>
public sealed class OpenStream(HttpResponseMessage answer, Stream body) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

    public static async Task<OpenStream> Of(HttpRequestMessage request)
    {
        var answer = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        return new OpenStream(answer, await answer.Content.ReadAsStreamAsync());
    }

    /// <summary>Ends once the server has ended it, in whatever way.</summary>
    public async Task Over()
    {
        using var patience = new CancellationTokenSource(Patience);
        var waste = new byte[4096];
        try
        {
            while (await body.ReadAsync(waste, patience.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
            // broken off, so that nobody takes what came for the whole
        }
    }

    public void Dispose()
    {
        body.Dispose();
        answer.Dispose();
    }
}
