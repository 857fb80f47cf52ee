using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Contracts.Agents;
using Pushy.Server.Directories;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Pushy.Server.Tests.Links;

namespace Pushy.Server.Tests.Standings;

/// <summary>A node that was deleted, or whose key was taken away, has no link, is offline and gets no job.</summary>
public sealed class RevokedLinkTests(StandingServer server) : IClassFixture<StandingServer>
{
    private const string Deleted = "'web1' does not belong to the organization any more";
    private const string KeyGone = "the key that opened this was removed";

    [Theory]
    [InlineData("deleted over HTTP", Deleted)]
    [InlineData("deleted by a command", Deleted)]
    [InlineData("key removed", KeyGone)]
    [InlineData("key replaced", KeyGone)]
    [InlineData("made anew with another key", KeyGone)]
    [InlineData("key expired", "the key that opened this has expired")]
    [InlineData("organization deleted", "the organization was deleted")]
    public async Task A_link_ends_with_its_right_and_says_why(string way, string reason)
    {
        var org = await server.Organization();
        await using var agent = await org.Agent("web1");

        await End(way, org);

        var (status, said) = await agent.Closed();
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, status);
        Assert.Contains(said, (string[])[reason, way == "made anew with another key" ? Deleted : reason]);   // a round may have looked between the two
        if (way is "key removed" or "key replaced" or "made anew with another key" or "key expired")
            await org.Availability("web1", "unavailable");
    }

    [Fact]
    public async Task Once_its_deletion_is_answered_a_node_is_told_nothing_though_it_does_not_hang_up()
    {
        var org = await server.Organization();
        await using var agent = await org.Agent("web1");

        Assert.Equal(200, (await org.Alice.Send("DELETE", $"/organizations/{org.Name}/clients/web1", (string?)null)).Status);
        Assert.DoesNotContain("web1", (await org.Alice.Get(org.Path("nodes"))).Body, StringComparison.Ordinal);
        var id = await org.Post("web1");

        Assert.Null(await agent.Next());
        await org.Job(id, "quorum_failed");
    }

    [Fact]
    public async Task A_job_for_a_node_that_was_made_anew_never_goes_to_its_old_machine()
    {
        await using var slow = await TestServer.Start(sets: ["pushy.sign-in.check-every=5s", "pushy.jobs.vote-timeout=1s"]);
        await slow.User("alice", admin: true);
        await slow.Node("web1");
        var org = new JobOrganization(slow, (await slow.Services.GetRequiredService<IDirectory>().FindOrganization("acme", default))!);
        await using var old = await org.Agent("web1");
        await old.Say(new AgentMessage.Heartbeat(AgentJobState.Idle, null));

        Assert.Equal(0, (await slow.Command("node", "delete", "acme", "web1")).ExitCode);
        Assert.Equal(0, (await slow.Command("node", "create", "acme", "web1")).ExitCode);
        var id = await org.Post("web1");

        Assert.Null(await old.Next());
        await org.Job(id, "quorum_failed");
    }

    [Fact]
    public async Task A_node_whose_keys_are_changed_round_the_one_it_uses_keeps_its_link()
    {
        var org = await server.Organization();
        await using var agent = await org.Agent("web1");
        var (keys, owner) = (server.Get<KeyStore>(), new KeyOwner.Client(org.Id, "web1"));

        Assert.Null(await keys.Add(owner, "next", TestKeys.OtherPublic, null, default));
        Assert.Null(await keys.Change(owner, "default", key => key with { Name = "old" }, default));
        Assert.Null(await keys.Remove(owner, "next", default));

        await org.Post("web1");
        await agent.Start();
    }

    private async Task End(string way, JobOrganization org)
    {
        var (keys, owner) = (server.Get<KeyStore>(), new KeyOwner.Client(org.Id, "web1"));
        switch (way)
        {
            case "deleted over HTTP":
                Assert.Equal(200, (await org.Alice.Send("DELETE", $"/organizations/{org.Name}/clients/web1", (string?)null)).Status);
                break;
            case "deleted by a command":
                Assert.Equal(0, (await server.Server.Command("node", "delete", org.Name, "web1")).ExitCode);
                break;
            case "key removed":
                Assert.Null(await keys.Remove(owner, "default", default));
                break;
            case "key replaced":
                Assert.Null(await keys.Change(owner, "default", key => key with { PublicKeyPem = TestKeys.OtherPublic }, default));
                break;
            case "made anew with another key":
                Assert.Null(await server.Get<DirectoryRemoval>().DeleteClient(org.Name, "web1", default));
                Assert.Null(await server.Server.Admin.CreateClient(org.Name, "web1", TestKeys.OtherPublic, true, default));
                break;
            case "key expired":
                Assert.Null(await keys.Change(owner, "default", key => key with { ExpiresAt = server.Clock.GetUtcNow() + TimeSpan.FromSeconds(30) }, default));
                server.Clock.Advance(TimeSpan.FromSeconds(30));
                break;
            case "organization deleted":
                Assert.Null(await server.Get<DirectoryRemoval>().DeleteOrganization(org.Name, evenIfInUse: true, default));
                break;
            default:
                throw new InvalidOperationException(way);
        }
    }
}
