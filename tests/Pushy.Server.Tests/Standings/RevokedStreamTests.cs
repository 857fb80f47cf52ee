using Pushy.Server.Directories;
using Pushy.Server.SignIn;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Pushy.Server.Tests.Web;

namespace Pushy.Server.Tests.Standings;

/// <summary>What was revoked ends: each kind of stream that users have, and each way in which a right ends.</summary>
public sealed class RevokedStreamTests(StandingServer server) : IClassFixture<StandingServer>
{
    private static readonly Dictionary<string, string> Streams = new()
    {
        ["job feed"] = "job_status_feed/JOB",
        ["organization feed"] = "job_status_feed",
        ["followed output"] = "jobs/JOB/output/web1/stdout?follow=true",
        ["a stream that knows nothing of rights"] = "endless",
    };

    private static readonly string[] WaysOfAll =
        ["user removed over HTTP", "user removed by a command", "user deleted", "readers without the user", "organization deleted"];

    private static readonly string[] WaysOfKeys = ["key removed", "key removed by a command", "key expired"];
    private static readonly string[] WaysOfTokens = ["token revoked", "token revoked by a command", "token expired"];

    public static TheoryData<string, string> WithKey => All([.. WaysOfAll, .. WaysOfKeys]);

    public static TheoryData<string, string> WithToken => All([.. WaysOfAll, .. WaysOfTokens]);

    public static TheoryData<string> OfPages => new([.. WaysOfAll, .. WaysOfTokens, "signed out"]);

    [Theory]
    [MemberData(nameof(WithKey))]
    public async Task A_signed_stream_ends_with_its_right(string stream, string way)
    {
        var (org, agent, path) = await Running(stream);
        await using var _ = agent;
        using var open = await server.BySignature(org.Name, path);

        await End(way, org, null);

        await open.Over();
        await IsRecorded(org, way);
    }

    [Theory]
    [MemberData(nameof(WithToken))]
    public async Task A_stream_by_token_ends_with_its_right(string stream, string way)
    {
        var (org, agent, path) = await Running(stream);
        await using var _ = agent;
        var token = await Token(org, way == "token expired" ? TimeSpan.FromSeconds(60) : TimeSpan.FromHours(1));
        using var open = await server.ByToken(token, path);

        await End(way, org, token);

        await open.Over();
        await IsRecorded(org, way);
    }

    [Theory]
    [MemberData(nameof(OfPages))]
    public async Task A_page_that_is_kept_up_to_date_ends_with_its_right(string way)
    {
        var (org, agent, path) = await Running("job feed");
        await using var _ = agent;
        var token = await Token(org, way == "token expired" ? TimeSpan.FromSeconds(60) : TimeSpan.FromHours(1));
        var visitor = new WebVisitor(server.Server.Address);
        await visitor.SignIn(token);
        using var open = await server.BySession(visitor.Session!, $"/ui/{org.Name}/jobs/{path[^32..]}/events");

        if (way == "signed out")
            Assert.Equal(303, (await visitor.Post("/ui/sign-out")).Status);
        else
            await End(way, org, token);

        await open.Over();
        await IsRecorded(org, way);
    }

    [Fact]
    public async Task Who_keeps_the_right_keeps_the_stream_whatever_happens_to_others()
    {
        var (org, agent, path) = await Running("organization feed");
        await using var _ = agent;
        using var kept = await server.BySignature("alice", path);
        using var open = await server.BySignature(org.Name, path);

        await End("readers without the user", org, null);
        await open.Over();

        var over = kept.Over();
        Assert.Equal(200, (await org.Alice.Get(org.Jobs)).Status);
        Assert.False(over.IsCompleted);
    }

    /// <summary>A running job, and the stream's path.</summary>
    private async Task<(JobOrganization Org, Links.SimulatedAgent Agent, string Path)> Running(string stream)
    {
        var org = await server.Organization();
        var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        await agent.Start();
        return (org, agent, org.Path(Streams[stream].Replace("JOB", id, StringComparison.Ordinal)));
    }

    /// <summary>A token of the user's by the server's clock, which is not a command's.</summary>
    private async Task<string> Token(JobOrganization org, TimeSpan lifetime)
    {
        var token = SecretText.New(SecretText.PersonalPrefix);
        Assert.Null(await server.Server.Admin.AddToken(org.Name, org.Name, SecretText.HashOf(token), TokenScope.Write, lifetime, default));
        return token;
    }

    private async Task End(string way, JobOrganization org, string? token)
    {
        var (name, removal, tokens) = (org.Name, server.Get<DirectoryRemoval>(), server.Get<TokenAdmin>());
        var keys = new KeyOwner.User(name);
        switch (way)
        {
            case "user removed over HTTP":
                Assert.Equal(200, (await org.Alice.Send("DELETE", $"/organizations/{name}/users/{name}", (string?)null)).Status);
                break;
            case "user removed by a command":
                Assert.Equal(0, (await server.Server.Command("user", "remove", name, name)).ExitCode);
                break;
            case "user deleted":
                Assert.Null(await removal.DeleteUser(name, default));
                break;
            case "readers without the user":
                Assert.Null(await server.Get<GroupMembers>().Create(name, GroupRules.Readers, new GroupList(["alice"], [], []), default));
                break;
            case "organization deleted":
                Assert.Null(await removal.DeleteOrganization(name, evenIfInUse: true, default));
                break;
            case "key removed":
                Assert.Equal(200, (await server.Server.As(name).Send("DELETE", $"/users/{name}/keys/default", (string?)null)).Status);
                break;
            case "key removed by a command":
                Assert.Equal(0, (await server.Server.Command("user", "key", "remove", name, "default")).ExitCode);
                break;
            case "key expired":
                Assert.Null(await server.Get<KeyStore>().Change(keys, "default", key => key with { ExpiresAt = server.Clock.GetUtcNow() + TimeSpan.FromSeconds(30) }, default));
                server.Clock.Advance(TimeSpan.FromSeconds(30));
                break;
            case "token revoked":
                Assert.Null(await tokens.Revoke(name, name, TokenId.Of(SecretText.HashOf(token!)), default));
                break;
            case "token revoked by a command":
                Assert.Equal(0, (await server.Server.Command("token", "revoke", name, name)).ExitCode);
                break;
            case "token expired":
                server.Clock.Advance(TimeSpan.FromSeconds(60));
                break;
            default:
                throw new InvalidOperationException(way);
        }
    }

    private async Task IsRecorded(JobOrganization org, string way)
    {
        if (way == "organization deleted")
            return;   // nobody is left who could ask
        await Eventually.See(
            async () => (await server.Server.As("alice").Get(org.Path("audit"))).Body,
            log => log.Contains("\"connection.close\"", StringComparison.Ordinal));
    }

    private static TheoryData<string, string> All(string[] ways)
    {
        var all = new TheoryData<string, string>();
        foreach (var stream in Streams.Keys)
        {
            foreach (var way in ways)
                all.Add(stream, way);
        }

        return all;
    }
}
