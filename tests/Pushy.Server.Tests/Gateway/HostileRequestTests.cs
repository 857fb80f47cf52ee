using System.Collections.Concurrent;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Gateway;
using Pushy.Server.SignIn;
using Pushy.Server.Tests.Hosting;
using Xunit.Abstractions;

namespace Pushy.Server.Tests.Gateway;

/// <summary>Whatever comes in, it is never our mistake, and the answer is one that the API has. A failure prints its seed and the smallest request.</summary>
public sealed class HostileRequestTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Requests = 10_000;
    private const int AtATime = 16;
    private const string Token = "pushy_test";

    /// <summary>What the web server answers by itself, to what is no HTTP: empty, and without the id that all our answers have.</summary>
    private static readonly int[] NoHttp = [400, 405, 408, 411, 413, 414, 431, 505];

    private static readonly int[] Ours = [501, 502];   // a method that HTTP does not know; a directory that is away

    private TestServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await TestServer.Start(sets: ["pushy.jobs.linger=0s", "pushy.limits.failed-sign-ins-per-minute=0"]);
        await _server.User(AnyRequest.User, admin: true);
        await _server.Node(AnyRequest.Node);
        await _server.User("carol");   // these may be changed and deleted: who asks is not among them
        await _server.Node("web2");
        await _server.Made(_server.Admin.CreateGroup("acme", "crew", default));
        await _server.Made(_server.Admin.AddToken("acme", AnyRequest.User, SecretText.HashOf(Token), TokenScope.Write, TimeSpan.FromHours(1), default));
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task No_request_is_our_mistake()
    {
        var table = _server.Services.GetRequiredService<RouteTable>();
        var shapes = await DocumentedShapes.Of(_server, table);
        string[] jobs = [await Job(), await Job(), "00000000000000000000000000000000"];
        var seen = new ConcurrentDictionary<int, int>();
        await AnyRequests.To([.. table.Routes], jobs).SampleAsync(
            async request =>
            {
                var answer = await RawHttp.Send(_server.Address, request.Bytes(Token));
                Check(request, answer, shapes);
                seen.AddOrUpdate(answer.Status, 1, (_, count) => count + 1);
            },
            output.WriteLine, iter: Requests, threads: AtATime, print: request => request.ToString());

        output.WriteLine(string.Join(", ", seen.OrderBy(one => one.Key).Select(one => $"{one.Key}: {one.Value}")));
        Assert.Superset(new HashSet<int> { 200, 201, 400, 401, 403, 404, 405, 406, 501 }, seen.Keys.ToHashSet());   // they reach all parts of the gateway
        Assert.Equal(200, (await _server.As(AnyRequest.User).Get("/organizations/acme/pushy/jobs")).Status);
    }

    private static void Check(AnyRequest request, RawAnswer answer, DocumentedShapes shapes)
    {
        if (answer.Header("X-Request-Id") is null)
        {
            Assert.Contains(answer.Status, NoHttp);
            Assert.Equal("", answer.Body);
            return;
        }

        Assert.True(answer.Status is >= 200 and < 500 || Ours.Contains(answer.Status), $"{answer.Status} {answer.Body}");
        if (request.Method == "HEAD" || answer.Status is 204 or 304)
            return;
        var type = answer.Header("Content-Type");
        var isRoot = request.Target.Split('?')[0].Trim('/').Length == 0;   // of which people are told where to go, by a line or a redirection
        if (isRoot && answer.Status == 303)
        {
            Assert.Equal("/ui", answer.Header("Location"));
            return;
        }

        if (answer.Status < 300)
        {
            string[] types = ["application/json", "application/octet-stream", "text/html", RawHttp.EventStream];
            Assert.Contains(type?.Split(';')[0], isRoot ? [.. types, "text/plain"] : types);
            if (type == "application/json")
                Assert.Null(shapes.Fault(request.Method, request.Target, answer.Status, answer.Body));
            return;
        }

        Assert.Equal("application/json", type);
        using var json = JsonDocument.Parse(answer.Body);
        var error = json.RootElement.GetProperty("error");
        Assert.All(json.RootElement.EnumerateObject(), one => Assert.Contains(one.Name, new[] { "error", "not_found" }));   // the second where a principal is asked for
        var text = error.ValueKind == JsonValueKind.Array ? Assert.Single(error.EnumerateArray()) : error;
        Assert.NotEmpty(text.GetString()!);
        Assert.DoesNotContain("   at ", text.GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text.GetString(), StringComparison.Ordinal);
    }

    private async Task<string> Job()
    {
        var reply = await _server.As(AnyRequest.User).Post("/organizations/acme/pushy/jobs", """{"command":"true","nodes":["web1"]}""");
        return reply.Header("Location")![^32..];
    }
}
