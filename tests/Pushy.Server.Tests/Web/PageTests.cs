using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Web;

/// <summary>Pages beside the API: who may see them, what goes with them, and what happens when something is wrong.</summary>
public sealed class PageTests : IAsyncLifetime
{
    private TestServer _server = null!;
    private WebVisitor _visitor = null!;

    public async Task InitializeAsync()
    {
        _server = await TestServer.Start(sets: ["pushy.sign-in.cache-for=0s"]);
        await _server.User("alice", admin: true);
        await _server.User("bob");
        _visitor = new WebVisitor(_server.Address);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("/ui/sign-in", 200)]
    [InlineData("/ui/acme/jobs", 303)]
    [InlineData("/ui/no/such/page/at/all", 404)]
    public async Task Every_answer_keeps_the_page_to_itself(string path, int status)
    {
        var reply = await _visitor.Get(path);
        Assert.Equal(status, reply.Status);
        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            reply.Headers["Content-Security-Policy"]);
        Assert.Equal("nosniff", reply.Headers["X-Content-Type-Options"]);
        Assert.Equal("same-origin", reply.Headers["Referrer-Policy"]);
        Assert.Equal("DENY", reply.Headers["X-Frame-Options"]);
        Assert.Equal("no-store", reply.Headers["Cache-Control"]);
        Assert.True(reply.Headers.ContainsKey("X-Request-Id"));
    }

    [Fact]
    public async Task Style_and_script_are_kept_for_good_and_all_of_it_is_small()
    {
        await _visitor.SignIn(await _server.Token("alice"));
        var page = await _visitor.Get("/ui/acme/jobs");
        var size = page.Body.Length;
        foreach (var asset in System.Text.RegularExpressions.Regex.Matches(page.Body, "/ui/-/[^\"]+").Select(match => match.Value).Distinct())
        {
            var reply = await _visitor.Get(asset);
            size += reply.Body.Length;
            Assert.Equal("public, max-age=31536000, immutable", reply.Headers["Cache-Control"]);
            Assert.Equal(304, (await _visitor.Get(asset, request => request.Headers.TryAddWithoutValidation("If-None-Match", reply.Headers["ETag"]))).Status);
        }

        Assert.InRange(size, 10_000, 100_000);
        Assert.Equal(404, (await _visitor.Get("/ui/-/0123456789abcdef/pushy.css")).Status);
    }

    [Fact]
    public async Task Who_may_not_read_jobs_is_told_so_on_a_page_and_it_is_recorded_as_ever()
    {
        await _server.Command("group", "create", "acme", "pushy_job_readers");
        await _visitor.SignIn(await _server.Token("bob"));
        var refused = await _visitor.Get("/ui/acme/jobs");
        Assert.Equal(403, refused.Status);
        Assert.Contains("User or client 'bob' does not have access to that action on this server.", refused.Body, StringComparison.Ordinal);
        Assert.StartsWith("text/html", refused.Headers["Content-Type"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_aborts_without_the_right_to_and_no_rule_is_gone_round()
    {
        var alice = _server.As("alice");
        var posted = await alice.Post("/organizations/acme/pushy/jobs", """{"command":"uptime","nodes":["web1"]}""");
        var path = "/ui/acme/jobs/" + posted.Header("Location")![^32..];

        await _visitor.SignIn(await _server.Token("bob"));
        Assert.Equal(200, (await _visitor.Get(path)).Status);
        Assert.Equal(403, (await _visitor.Get(path + "/abort")).Status);
        Assert.Equal(403, (await _visitor.Post(path + "/abort")).Status);

        await _visitor.SignIn(await _server.Token("alice", "read"));
        var readOnly = await _visitor.Post(path + "/abort");
        Assert.Equal(403, readOnly.Status);
        Assert.Contains("this token may only read", readOnly.Body, StringComparison.Ordinal);

        await _server.Command("group", "create", "acme", "pushy_job_writers");
        await _server.Command("group", "add", "acme", "pushy_job_writers", "bob");
        await _server.Command("group", "rule", "add", "acme", "pushy_job_writers", "chef-client");
        await _visitor.SignIn(await _server.Token("bob"));
        var ruled = await _visitor.Post(path + "/abort");
        Assert.Equal(403, ruled.Status);
        Assert.Contains("has no right to the command 'uptime'", ruled.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_of_another_organization_is_not_there()
    {
        await _server.Made(_server.Admin.CreateOrganization("other", "Other", default));
        await _server.Made(_server.Admin.AddUser("other", "alice", true, default));
        var posted = await _server.As("alice").Post("/organizations/other/pushy/jobs", """{"command":"uptime","nodes":["web1"]}""");
        await _visitor.SignIn(await _server.Token("alice"));
        Assert.Equal(404, (await _visitor.Get("/ui/acme/jobs/" + posted.Header("Location")![^32..])).Status);
        Assert.Equal(404, (await _visitor.Get("/ui/acme/jobs/nonsense")).Status);
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("application/json")]
    [InlineData(null)]
    public async Task A_client_that_does_not_name_HTML_is_no_browser_and_gets_a_line(string? accept)
    {
        void Accepting(HttpRequestMessage request)
        {
            if (accept is not null)
                request.Headers.Add("Accept", accept);
        }

        var got = await SignedClient.Send(_server.Address, "GET", "/", null, Accepting);
        var head = await SignedClient.Send(_server.Address, "HEAD", "/", null, Accepting);

        Assert.Equal((200, "This is a Pushy server: the web page is at /ui, the API is described at /pushy/openapi.json\n"), (got.Status, got.Body));
        Assert.Equal((200, "", $"{got.Body.Length}"), (head.Status, head.Body, head.Header("Content-Length")));
        Assert.Equal("text/plain; charset=utf-8", head.Header("Content-Type"));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task Who_asks_for_nothing_in_particular_is_led_to_the_page_and_to_its_icon(string method)
    {
        var page = await SignedClient.Send(_server.Address, method, "/", null, request => request.Headers.Add("Accept", "text/html,*/*;q=0.8"));
        var icon = await SignedClient.Send(_server.Address, method, "/favicon.ico", null);

        Assert.Equal((303, "/ui"), (page.Status, page.Header("Location")));
        Assert.Equal(303, icon.Status);
        var real = await SignedClient.Send(_server.Address, "GET", icon.Header("Location")!, null);
        Assert.Equal((200, "image/svg+xml"), (real.Status, real.Header("Content-Type")));
    }

    [Fact]
    public async Task Where_pages_are_switched_off_there_are_none()
    {
        await using var server = await TestServer.Start(sets: ["pushy.web.enabled=false"]);
        var alice = await server.User("alice", admin: true);
        var visitor = new WebVisitor(server.Address);
        foreach (var path in new[] { "/favicon.ico", "/ui", "/ui/sign-in", "/ui/acme/jobs" })
        {
            var reply = await visitor.Get(path);
            Assert.Equal((404, """{"error":["not found"]}"""), (reply.Status, reply.Body));
        }

        Assert.Equal(404, (await alice.Post("/organizations/acme/pushy/login_links", "{}")).Status);
        var root = await visitor.Get("/");
        Assert.Equal((200, "This is a Pushy server: the API is described at /pushy/openapi.json\n"), (root.Status, root.Body));
    }

    [Fact]
    public async Task Names_of_others_are_text_and_nothing_else()
    {
        var posted = await _server.As("alice").Post("/organizations/acme/pushy/jobs", """{"command":"<script>alert(1)</script>","nodes":["<img src=x>\u001b[2J"]}""");
        await _visitor.SignIn(await _server.Token("alice"));
        var raw = await _visitor.Raw("/ui/acme/jobs") + await _visitor.Raw("/ui/acme/jobs/" + posted.Header("Location")![^32..]);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", raw, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x&gt;", raw, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", raw, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", raw, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', raw);
    }
}
