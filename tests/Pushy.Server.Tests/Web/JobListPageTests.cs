using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Web;

/// <summary>The list of jobs on its page.</summary>
public sealed class JobListPageTests : IAsyncLifetime
{
    private TestServer _server = null!;
    private WebVisitor _visitor = null!;

    public async Task InitializeAsync()
    {
        _server = await TestServer.Start();
        await _server.User("alice", admin: true);
        _visitor = new WebVisitor(_server.Address);
        await _visitor.SignIn(await _server.Token("alice"));
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task It_is_filtered_by_status_node_and_a_part_of_the_command()
    {
        await Post("deploy THE shop", "web1");
        await Post("deploy the wiki", "web2");
        await Post("uptime 100%", "web1");
        await Eventually.See(() => Rows(""), rows => rows.Length == 3);

        Assert.Equal(["deploy the wiki", "deploy THE shop"], await Rows("?text=the"));
        Assert.Equal(["uptime 100%", "deploy THE shop"], await Rows("?node=web1"));
        Assert.Equal(["deploy THE shop"], await Rows("?node=web1&text=Deploy"));
        Assert.Equal(["uptime 100%"], await Rows("?text=%25"));
        Assert.Empty(await Rows("?status=aborted"));
        Assert.Contains("No job matches.", (await _visitor.Get("/ui/acme/jobs?text=nothing")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Older_jobs_are_a_page_away_with_the_same_filters()
    {
        for (var n = 0; n < 52; n++)
            await Post($"uptime {n}", "web1");
        await Eventually.See(() => Rows("?text=uptime%2051"), rows => rows.Length == 1);

        var first = await _visitor.Get("/ui/acme/jobs?text=uptime");
        var older = System.Text.RegularExpressions.Regex.Match(first.Body, "rel=\"next\" href=\"([^\"]+)\"").Groups[1].Value;
        Assert.Contains("text=uptime", older, StringComparison.Ordinal);
        Assert.Equal(["uptime 1", "uptime 0"], await Rows(older["/ui/acme/jobs".Length..]));
    }

    [Theory]
    [InlineData("?status=nonsense&cursor=nonsense")]
    [InlineData("?text=%00%FF")]
    [InlineData("?node=%2F..%2F")]
    public async Task A_question_that_makes_no_sense_is_still_answered(string query) => Assert.Equal(200, (await _visitor.Get("/ui/acme/jobs" + query)).Status);

    private async Task Post(string command, string node) =>
        await _server.As("alice").Post("/organizations/acme/pushy/jobs", System.Text.Json.JsonSerializer.Serialize(new { command, nodes = new[] { node } }));

    private async Task<string[]> Rows(string query)
    {
        var page = await _visitor.Get("/ui/acme/jobs" + query);
        return [.. System.Text.RegularExpressions.Regex.Matches(page.Body, "<a class=\"mono\" href=\"[^\"]+\">([^<]+)</a>").Select(match => match.Groups[1].Value)];
    }
}
