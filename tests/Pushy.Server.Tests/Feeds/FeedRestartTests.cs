using System.Security.Cryptography;
using System.Text.Json;
using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Links;

namespace Pushy.Server.Tests.Feeds;

/// <summary>Readers of a server that is stopped and started again miss nothing and get nothing twice.</summary>
public sealed class FeedRestartTests : IDisposable
{
    private const string OrganizationFeed = "/organizations/acme/pushy/job_status_feed";

    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Ids_go_on_after_a_restart()
    {
        string[] storage = ["--set", $"pushy.storage.path={_folder}"];
        Assert.Equal(0, (await ServerProcess.Command(["org", "create", "acme", .. storage])).ExitCode);
        using var alice = KeyOf(await ServerProcess.Command(["user", "create", "acme", "alice", "--admin", .. storage]));
        using var web1 = KeyOf(await ServerProcess.Command(["node", "create", "acme", "web1", .. storage]));

        string job;
        List<FeedNews> jobNews, orgNews;
        await using (var server = await ServerProcess.Start(_folder, "pushy.http.drain-timeout=10m"))
        {
            await using var agent = await SimulatedAgent.Dial(server.Address, "acme", "web1", web1);
            await agent.Say(new AgentMessage.Hello("web1", "incarnation-1", "test"));
            var client = new SignedClient(server.Address, "alice", alice);
            await Eventually.See(() => client.Get("/organizations/acme/pushy/node_states/web1"), reply => reply.Body.Contains("\"available\"", StringComparison.Ordinal));
            await using var org = await FeedClient.Open(server.Address, OrganizationFeed, key: alice);
            var posted = await client.Post("/organizations/acme/pushy/jobs", JsonSerializer.Serialize(new { command = "true", nodes = new[] { "web1" } }));
            job = posted.Header("Location")![^32..];
            await agent.Start();
            await using var feed = await FeedClient.Open(server.Address, $"{OrganizationFeed}/{job}", key: alice);
            (jobNews, orgNews) = (await feed.Next(4), await org.Next(1));
            await server.Terminate();
            Assert.Null(await feed.Next());
            Assert.Null(await org.Next());
            Assert.Equal(0, await server.ExitCode());
        }

        await using (var server = await ServerProcess.Start(_folder, "pushy.presence.crash-grace=1s"))
        {
            await using var feed = await FeedClient.Open(server.Address, $"{OrganizationFeed}/{job}", lastEventId: jobNews[^1].Id, key: alice);
            await using var org = await FeedClient.Open(server.Address, OrganizationFeed, lastEventId: orgNews[^1].Id, key: alice);
            jobNews.AddRange(await feed.All());
            orgNews.AddRange(await org.Next(1));
        }

        Assert.Equal(["start", "quorum_vote web1 success", "quorum_succeeded", "run_start web1", "rehab web1", "run_complete web1 crashed", "job_complete complete"], jobNews.Words());
        Assert.Equal(["job-1", "job-2", "job-3", "job-4", "job-5", "job-6", "job-7"], jobNews.Select(news => news.Id));
        JobFeedTests.AssertTimesRise(jobNews);
        Assert.Equal(["org-1 start", "org-2 job_complete"], orgNews.Select(news => $"{news.Id} {news.Name}"));
    }

    private static RSA KeyOf(CommandRun made)
    {
        var key = RSA.Create();
        key.ImportFromPem(made.Output);
        return key;
    }
}
