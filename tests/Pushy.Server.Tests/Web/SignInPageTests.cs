using Microsoft.Extensions.DependencyInjection;
using Pushy.Contracts.Audit;
using Pushy.Server.Audit;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Web;

/// <summary>Sessions of browsers: how they begin, what they are good for, and how they end.</summary>
public sealed class SignInPageTests : IAsyncLifetime
{
    private readonly SettableClock _clock = new(DateTimeOffset.UtcNow);
    private TestServer _server = null!;
    private WebVisitor _visitor = null!;

    public async Task InitializeAsync()
    {
        _server = await TestServer.Start(services: all => all.AddSingleton<TimeProvider>(_clock), sets: ["pushy.sign-in.cache-for=0s", "pushy.http.trusted-proxies=127.0.0.1", "pushy.web.session-length=10h", "pushy.web.session-idle=1h"]);
        await _server.User("alice", admin: true);
        await _server.User("bob");
        _visitor = new WebVisitor(_server.Address);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_token_begins_a_session_that_leads_to_where_one_wanted_to_go()
    {
        var away = await _visitor.Get("/ui/acme/jobs?status=running");
        Assert.Equal((303, "/ui/sign-in?to=%2Fui%2Facme%2Fjobs%3Fstatus%3Drunning"), (away.Status, away.To));

        var signedIn = await _visitor.SignIn(await _server.Token("alice"), "/ui/acme/jobs?status=running");

        Assert.Equal((303, "/ui/acme/jobs?status=running"), (signedIn.Status, signedIn.To));
        var cookie = signedIn.Headers["Set-Cookie"];
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(200, (await _visitor.Get("/ui/acme/jobs")).Status);
        Assert.Equal("/ui/acme/jobs", (await _visitor.Get("/ui")).To);
        Assert.Equal("/ui", (await _visitor.Get("/")).To);
    }

    [Fact]
    public async Task Behind_a_proxy_with_TLS_the_cookie_is_for_this_very_host_alone()
    {
        var page = await _visitor.Get("/ui/sign-in", request => request.Headers.Add("X-Forwarded-Proto", "https"));
        Assert.Matches("^__Host-pushy-visit=[^;]+; path=/; secure; samesite=lax; httponly$", page.Headers["Set-Cookie"]);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/ui/\\evil")]
    [InlineData("/organizations")]
    public async Task Nobody_is_led_elsewhere(string to) => Assert.Equal("/ui", (await _visitor.SignIn(await _server.Token("alice"), to)).To);

    [Fact]
    public async Task What_is_no_token_is_refused_and_recorded()
    {
        var refused = await _visitor.SignIn("pushy_nonsense");
        Assert.Equal(401, refused.Status);
        Assert.Contains("the token is unknown, expired or revoked", refused.Body, StringComparison.Ordinal);
        await Audited("sign-in", "refused");
    }

    [Fact]
    public async Task Many_failures_are_answered_with_later()
    {
        await using var strict = await TestServer.Start(sets: ["pushy.limits.failed-sign-ins-per-minute=1", "pushy.limits.failed-sign-in-burst=2"]);
        var visitor = new WebVisitor(strict.Address);
        await visitor.SignIn("pushy_a");
        await visitor.SignIn("pushy_b");
        Assert.Equal(429, (await visitor.SignIn("pushy_c")).Status);
    }

    [Fact]
    public async Task To_come_without_a_session_is_no_failed_sign_in()
    {
        await using var strict = await TestServer.Start(sets: ["pushy.limits.failed-sign-ins-per-minute=1", "pushy.limits.failed-sign-in-burst=1"]);
        var visitor = new WebVisitor(strict.Address);
        for (var i = 0; i < 5; i++)
            Assert.Equal(303, (await visitor.Get("/ui/acme/jobs")).Status);
    }

    [Fact]
    public async Task A_session_ends_when_it_is_not_used_and_at_last_in_any_case()
    {
        await _visitor.SignIn(await _server.Token("alice"));
        for (var hour = 0; hour < 10; hour++)
        {
            Assert.Equal(200, (await _visitor.Get("/ui/acme/jobs")).Status);
            _clock.Advance(TimeSpan.FromMinutes(59));
        }

        _clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(303, (await _visitor.Get("/ui/acme/jobs")).Status);

        await _visitor.SignIn(await _server.Token("alice"));
        _clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(303, (await _visitor.Get("/ui/acme/jobs")).Status);
    }

    [Fact]
    public async Task Signing_out_ends_it_for_whoever_has_the_cookie()
    {
        await _visitor.SignIn(await _server.Token("alice"));
        var stolen = _visitor.Session;
        Assert.Equal("/ui/sign-in", (await _visitor.Post("/ui/sign-out")).To);
        Assert.Null(_visitor.Session);
        _visitor.Session = stolen;
        Assert.Equal(303, (await _visitor.Get("/ui/acme/jobs")).Status);
        await Audited("sign-in", "done");
        await Audited("sign-out", "done");
    }

    [Fact]
    public async Task It_ends_with_its_token()
    {
        await _visitor.SignIn(await _server.Token("alice"));
        await _server.Command("token", "revoke", "acme", "alice");
        Assert.Equal(303, (await _visitor.Get("/ui/acme/jobs")).Status);
    }

    [Fact]
    public async Task It_ends_with_its_user_and_does_not_come_back_with_another_of_that_name()
    {
        await _visitor.Post("/ui/link", new() { ["code"] = CodeOf(await _server.Link("bob")) });
        Assert.Equal(200, (await _visitor.Get("/ui/acme/jobs")).Status);

        await _server.Command("user", "delete", "bob");
        Assert.Equal(303, (await _visitor.Get("/ui/acme/jobs")).Status);
        await _server.User("bob");
        Assert.Equal(303, (await _visitor.Get("/ui/acme/jobs")).Status);
    }

    [Fact]
    public async Task It_outlives_a_restart()
    {
        await _visitor.SignIn(await _server.Token("alice"));
        var session = _visitor.Session;
        await _server.Restart();
        var later = new WebVisitor(_server.Address) { Session = session };
        Assert.Equal(200, (await later.Get("/ui/acme/jobs")).Status);
    }

    [Fact]
    public async Task It_is_for_one_organization()
    {
        await _server.Made(_server.Admin.CreateOrganization("other", "Other", default));
        await _server.Made(_server.Admin.AddUser("other", "alice", true, default));
        await _visitor.SignIn(await _server.Token("alice"));
        var refused = await _visitor.Get("/ui/other/jobs");
        Assert.Equal(403, refused.Status);
        Assert.Contains("this browser is signed in to organization 'acme'", refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_API_does_not_take_it()
    {
        const string Jobs = "/organizations/acme/pushy/jobs";
        var without = await _visitor.Get(Jobs);
        await _visitor.SignIn(await _server.Token("alice"));
        var with = await _visitor.Get(Jobs);
        Assert.Equal((400, without.Body), (with.Status, with.Body));
    }

    private Task<AuditPage> Audited(string action, string outcome) => Eventually.See(
        () => _server.Services.GetRequiredService<AuditStore>().Read(null, null, 20, default),
        page => page.Entries.Any(entry => (entry.Action, entry.Outcome) == (action, outcome)));

    private static string CodeOf(string link) => link[(link.IndexOf("code=", StringComparison.Ordinal) + 5)..];
}
