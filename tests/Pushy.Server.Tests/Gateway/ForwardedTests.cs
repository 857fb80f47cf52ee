using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Gateway;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Gateway;

/// <summary>What proxies say counts only from those that the settings name, everywhere.</summary>
public sealed class ForwardedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-forwarded-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("192.0.2.9", "1.1.1.1", "https", "evil.example", "192.0.2.9", null, null)]                       // nobody's proxy
    [InlineData("10.0.0.1", "1.1.1.1", "https", "pushy.example", "1.1.1.1", "https", "pushy.example")]
    [InlineData("10.0.0.1", "6.6.6.6, 1.1.1.1", "http, https", "evil.example, a.example", "1.1.1.1", "https", "a.example")]  // the client's own inventions
    [InlineData("10.0.0.1", "1.1.1.1, 10.0.0.2", "https, http", "a.example, b.example", "1.1.1.1", "https", "a.example")]  // two proxies that append
    [InlineData("10.0.0.1", "6.6.6.6, 1.1.1.1, 10.0.0.2", "https", "a.example", "1.1.1.1", "https", "a.example")]        // two, of which the inner one replaces
    [InlineData("10.0.0.1", "", "", "", "10.0.0.1", null, null)]
    [InlineData("10.0.0.1", "nonsense", "https", "", "10.0.0.1", "https", null)]
    [InlineData("::ffff:10.0.0.1", "2001:db8::1", "HTTPS", "[2001:db8::2]:8443", "2001:db8::1", "https", "[2001:db8::2]:8443")]
    [InlineData("10.0.0.1", "1.1.1.1", "javascript", "a.example/path", "1.1.1.1", null, null)]
    [InlineData("10.0.0.1", "1.1.1.1", "https", "user@a.example", "1.1.1.1", "https", null)]
    public void Lists_are_read_from_their_ends_for_as_long_as_proxies_of_ours_wrote_them(
        string peer, string addresses, string schemes, string hosts, string address, string? scheme, string? host) => Assert.Equal(
        new Forwarded(IPAddress.Parse(address), scheme, host),
        Forwarded.Read(IPAddress.Parse(peer), [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2")], addresses, schemes, hosts));

    [Theory]
    [InlineData("127.0.0.1", "https://pushy.example.com/organizations/")]
    [InlineData("192.0.2.1", "http://127.0.0.1:")]
    public async Task Links_are_as_a_trusted_proxy_says_and_as_nobody_else_does(string trusted, string start)
    {
        await using var server = await TestServer.Start(sets: [$"pushy.http.trusted-proxies={trusted}"]);
        var alice = await server.User("alice", admin: true);

        var made = await alice.Post("/organizations/acme/pushy/jobs", """{"command":"true","nodes":["a"]}""", Forward);

        Assert.StartsWith(start, made.Header("Location"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_trust_a_cookie_is_not_marked_as_one_for_TLS()
    {
        await using var server = await TestServer.Start();
        var page = await SignedClient.Send(server.Address, "GET", "/ui/sign-in", null, Forward);
        Assert.DoesNotContain("secure", page.Header("Set-Cookie"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_log_tells_once_of_a_proxy_that_hides_TLS_and_doctor_asks_the_running_server()
    {
        await using var server = await ServerProcess.Start(_folder);
        for (var i = 0; i < 3; i++)
            await SignedClient.Send(server.Address, "GET", "/pushy/_status", null, Forward);
        await SignedClient.Send(server.Address, "GET", "/no/such/thing", null);

        Assert.Contains("127.0.0.1, which is not in pushy.http.trusted-proxies", await server.LogLine("X-Forwarded"), StringComparison.Ordinal);
        var run = await CommandRun.Of("doctor", "--set", $"pushy.storage.path={_folder}", "--set", $"pushy.http.urls={server.Address}");
        Assert.Contains("warning  proxy         requests with X-Forwarded-… headers come from 127.0.0.1", run.Output, StringComparison.Ordinal);
        await server.Terminate();
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.LogLine("X-Forwarded"));   // not a second time
    }

    [Fact]
    public async Task A_trusted_proxy_that_does_not_say_the_scheme_is_told()
    {
        await using var server = await TestServer.Start(sets: ["pushy.http.trusted-proxies=127.0.0.1"]);
        await SignedClient.Send(server.Address, "GET", "/pushy/_status", null, request => request.Headers.Add("X-Forwarded-For", "192.0.2.7"));
        Assert.Contains("the trusted proxy 127.0.0.1 sends no X-Forwarded-Proto", Assert.Single(server.Services.GetRequiredService<ProxyNotes>().Noticed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_noticed_is_for_this_machine_only()
    {
        await using var server = await TestServer.Start();
        Assert.Equal("""{"Proxies":[],"Background":[]}""", (await SignedClient.Send(server.Address, "GET", "/pushy/_notes", null)).Body);
        Assert.Equal(404, (await SignedClient.Send(server.Address, "GET", "/pushy/_notes", null, Forward)).Status);
    }

    private static void Forward(HttpRequestMessage request)
    {
        request.Headers.Add("X-Forwarded-For", "192.0.2.7");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "pushy.example.com");
    }
}
