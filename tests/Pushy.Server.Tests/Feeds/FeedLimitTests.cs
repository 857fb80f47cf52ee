using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Contracts.Agents;
using Pushy.Contracts.Signing;
using Pushy.Server.Directories;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.Feeds;

/// <summary>Quiet feeds stay open, slow readers harm nobody, and what is kept has its limits.</summary>
public sealed class FeedLimitTests
{
    private const int SmallBuffer = 4096;
    private const int Nodes = 5_000;

    [Fact]
    public async Task A_quiet_feed_is_kept_alive_by_comments_and_the_events_around_them_are_whole()
    {
        await using var server = await Server("pushy.feeds.keep-alive=100ms");
        var org = await Acme(server, "web1");
        await using var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        await agent.Start();
        await using var feed = await org.Feed(id, lastEventId: "job-4");
        await using var all = await org.OrganizationFeed();

        Assert.Equal(":keepalive", await feed.Line());
        Assert.Equal(":keepalive", await feed.Line());
        Assert.Equal(":keepalive", await all.Line());
        await agent.End(new AgentMessage.Succeeded(id));

        Assert.Equal(["run_complete web1 success", "job_complete complete"], (await feed.All()).Words());
        Assert.Equal("job_complete complete", (await all.Next())!.Words);
    }

    [Fact]
    public async Task An_id_older_than_what_is_kept_gets_what_is_kept()
    {
        await using var server = await Server("pushy.feeds.history=1s");
        var org = await Acme(server);
        await using var live = await org.OrganizationFeed();
        await org.Post("web1");
        await live.Next(2);

        var back = await Eventually.See(() => Back(), feed => feed.First.Name == "start_of_history");
        await using var _ = back.Feed;
        await org.Post("web2");

        Assert.True((await back.Feed.Next())!.Id is "org-2" or "org-3");   // the second may have been made a moment later

        async Task<(FeedClient Feed, FeedNews First)> Back()
        {
            var feed = await org.OrganizationFeed("org-1");
            return (feed, (await feed.Next())!);
        }
    }

    [Fact]
    public async Task A_reader_who_takes_nothing_is_cut_off_and_resumes_where_it_was()
    {
        await using var server = await Server("pushy.feeds.stall-timeout=100ms", "pushy.http.max-body-bytes=2MB");
        var org = await Acme(server);
        var id = await org.Post([.. Enumerable.Range(0, Nodes).Select(n => $"node-{n}-{new string('x', 200)}")]);   // a history of 3 MB, more than the sockets between hold
        using var stalled = await Stall(org, id);

        await Eventually.See(() => Task.FromResult(IsCut(stalled)), cut => cut);

        await org.Job(id, "quorum_failed");   // a large job begins its nodes in pieces: its last event must be there to be named
        await using var back = await org.Feed(id, lastEventId: $"job-{2 * Nodes}");
        Assert.Equal([$"job-{(2 * Nodes) + 1}", $"job-{(2 * Nodes) + 2}"], (await back.All()).Select(news => news.Id));
    }

    [Fact]
    public async Task A_thousand_readers_who_take_nothing_hold_up_neither_the_job_nor_another_reader()
    {
        await using var server = await Server("pushy.feeds.stall-timeout=10m");
        var org = await Acme(server, "web1");
        await using var agent = await org.Agent("web1");
        var id = await org.Post(new { command = "true", quorum = 1, nodes = Enumerable.Range(0, Nodes).Select(n => $"node-{n}").Prepend("web1") });
        var stalled = new List<Socket>();
        foreach (var batch in Enumerable.Range(0, 1_000).Chunk(50))
            stalled.AddRange(await Task.WhenAll(batch.Select(_ => Stall(org, id))));

        await using var reader = await org.Feed(id);
        await agent.Start();
        await agent.End(new AgentMessage.Succeeded(id));

        var told = await reader.All();
        Assert.Equal("job_complete complete", told[^1].Words);
        Assert.Equal(Enumerable.Range(1, told.Count).Select(n => $"job-{n}"), told.Select(news => news.Id));
        Assert.Equal((2 * Nodes) + 6, told.Count);
        Assert.DoesNotContain(stalled, IsCut);
        stalled.ForEach(one => one.Dispose());
    }

    [Fact]
    public async Task A_server_that_stops_ends_its_feeds_at_once()
    {
        var server = await Server("pushy.http.drain-timeout=10m");
        var org = await Acme(server, "web1");
        await using var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        await agent.Start();
        await using var feed = await org.Feed(id);
        await using var all = await org.OrganizationFeed();
        await feed.Next(4);

        await server.DisposeAsync();   // waits for requests under way, for as long as the drain timeout says

        Assert.Null(await feed.Next());
        Assert.Null(await all.Next());
    }

    private static async Task<TestServer> Server(params string[] sets)
    {
        var server = await TestServer.Start(sets: sets);
        await server.User("alice", admin: true);
        return server;
    }

    private static async Task<JobOrganization> Acme(TestServer server, params string[] nodes)
    {
        foreach (var node in nodes)
            await server.Node(node);
        return new JobOrganization(server, (await server.Services.GetRequiredService<IDirectory>().FindOrganization("acme", default))!);
    }

    /// <summary>Asks for a feed, sees the answer begin, and reads no more.</summary>
    private static async Task<Socket> Stall(JobOrganization org, string job)
    {
        var address = new Uri(org.Server.Address);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = SmallBuffer };
        await socket.ConnectAsync(address.Host, address.Port);
        var path = org.Path($"job_status_feed/{job}");
        var request = new StringBuilder($"GET {path} HTTP/1.1\r\nHost: x\r\n");
        foreach (var (name, value) in RequestSigning.Sign(TestKeys.Mine, SigningVersion.V13, "alice", "GET", path, [], DateTimeOffset.UtcNow, nonce: SigningNonce.New()))
            request.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        await socket.SendAsync(Encoding.UTF8.GetBytes(request.Append("\r\n").ToString()));
        var begun = new byte[12];
        await socket.ReceiveAsync(begun);
        Assert.Equal("HTTP/1.1 200", Encoding.UTF8.GetString(begun));
        return socket;
    }

    /// <summary>Whether the other side is gone, which shows in what is sent.</summary>
    private static bool IsCut(Socket socket)
    {
        try
        {
            socket.Send("\r\n"u8);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
