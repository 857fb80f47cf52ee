using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Links;
using Pushy.Server.Tests.Storage;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Jobs;

/// <summary>Output that comes while the command runs, and <c>?follow=true</c>.</summary>
public abstract class LiveOutputTests(JobServer jobs)
{
    [SkippableFact]
    public async Task Who_follows_sees_output_before_the_command_ends_and_then_its_end()
    {
        var (org, agent, id) = await Running();
        await using var _ = agent;
        using var follower = await OutputReader.Open(org.Bob, Stdout(org, id));
        Assert.Equal((HttpStatusCode.OK, "application/octet-stream", "no"), (
            follower.Answer.StatusCode, follower.Answer.Content.Headers.ContentType?.MediaType, follower.Answer.Headers.GetValues("X-Accel-Buffering").Single()));

        await Print(agent, id, 0, "first\n");
        await follower.See("first\n");
        Assert.Equal(404, (await org.Bob.Get($"{org.Jobs}/{id}/output/web1/stdout")).Status);
        await Print(agent, id, 6, "second\n");
        await follower.See("second\n");
        using var late = await OutputReader.Open(org.Bob, Stdout(org, id));
        await late.See("first\nsecond\n");

        await agent.End(Ended(id, 13));
        await follower.SeeEnd();
        await late.SeeEnd();
        Assert.Equal((200, "first\nsecond\n", "13"), Essence(await org.Bob.Get($"{org.Jobs}/{id}/output/web1/stdout")));
        Assert.Equal((200, "", "0"), Essence(await org.Bob.Get($"{org.Jobs}/{id}/output/web1/stderr")));
    }

    [SkippableFact]
    public async Task A_node_that_has_ended_is_followed_to_its_end_at_once()
    {
        var (org, agent, id) = await Running();
        await using var _ = agent;
        await Print(agent, id, 0, "all");
        await agent.End(Ended(id, 3));

        Assert.Equal((200, "all", "3"), Essence(await org.Bob.Get(Stdout(org, id))));
    }

    [SkippableFact]
    public async Task A_node_may_be_followed_from_its_vote_on()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        using var follower = await OutputReader.Open(org.Bob, Stdout(org, id));
        Assert.Equal(HttpStatusCode.OK, follower.Answer.StatusCode);

        await agent.Start();
        await org.Job(id, "running", 1);
        await Print(agent, id, 0, "x");
        await follower.See("x");
        await agent.End(Ended(id, 1));
        await follower.SeeEnd();
    }

    [SkippableFact]
    public async Task A_stream_ends_with_its_job_when_that_is_aborted_or_its_node_is_lost()
    {
        var (org, agent, id) = await Running();
        await using var _ = agent;
        using var follower = await OutputReader.Open(org.Bob, Stdout(org, id));
        await Print(agent, id, 0, "x");
        await follower.See("x");

        Assert.Equal(200, (await org.Alice.Post($"{org.Jobs}/{id}/abort", "{}")).Status);
        await follower.SeeEnd();
        foreach (var path in new[] { Stdout(org, id), $"{org.Jobs}/{id}/output/web1/stdout" })
            Assert.Equal(404, (await org.Bob.Get(path)).Status);
    }

    [SkippableFact]
    public async Task What_is_no_node_of_a_job_or_ended_without_output_cannot_be_followed()
    {
        var (org, agent, id) = await Running();
        await using var _ = agent;
        Assert.Equal(404, (await org.Bob.Get($"{org.Jobs}/{id}/output/web2/stdout?follow=true")).Status);
        Assert.Equal(404, (await org.Bob.Get($"{org.Jobs}/{new string('0', 32)}/output/web1/stdout?follow=true")).Status);
        Assert.Equal(404, (await org.Bob.Get($"{org.Jobs}/{id}/output/web1/stdout?follow=1")).Status);
        await agent.End(new AgentMessage.Succeeded(id));
        Assert.Equal(404, (await org.Bob.Get(Stdout(org, id))).Status);
    }

    [SkippableFact]
    public async Task What_an_agent_dropped_is_told_in_a_last_line_and_a_header()
    {
        const string Mark = "\n[pushy: output cut off after 3 bytes; 1234567 more were dropped]\n";
        var (org, agent, id) = await Running();
        await using var _ = agent;
        using var follower = await OutputReader.Open(org.Bob, Stdout(org, id));
        await Print(agent, id, 0, "abc");
        await agent.End(new AgentMessage.Succeeded(id) { StdoutEnd = new StreamEnd(3, 1_234_567), StderrEnd = new StreamEnd(0, 0) });

        Assert.Equal("abc" + Mark, Encoding.UTF8.GetString(await follower.Rest()));
        var stdout = await org.Bob.Get($"{org.Jobs}/{id}/output/web1/stdout");
        Assert.Equal((200, "abc" + Mark, "true"), (stdout.Status, stdout.Body, stdout.Header("X-Pushy-Truncated")));
        Assert.Null((await org.Bob.Get($"{org.Jobs}/{id}/output/web1/stderr")).Header("X-Pushy-Truncated"));
    }

    [SkippableFact]
    public async Task A_follower_who_does_not_read_holds_nobody_up_and_gets_all_in_the_end()
    {
        const int Size = 30_000, Pieces = 200;
        var (org, agent, id) = await Running();
        await using var _ = agent;
        using var slow = await OutputReader.Open(org.Bob, Stdout(org, id));

        for (var piece = 0; piece < Pieces; piece++)
            await Print(agent, id, (long)piece * Size, new string((char)('a' + (piece % 26)), Size));
        await agent.End(Ended(id, (long)Size * Pieces));
        await org.Job(id, "complete");

        var bytes = Encoding.ASCII.GetString(await slow.Rest());
        var kept = string.Concat(Enumerable.Range(0, Pieces).Select(piece => new string((char)('a' + (piece % 26)), Size)))[..4_194_304];
        Assert.Equal($"{kept}\n[pushy: output cut off after 4194304 bytes; {(Size * Pieces) - 4_194_304} more were dropped]\n", bytes);
    }

    [SkippableFact]
    public async Task A_server_that_stops_breaks_streams_off_so_that_nobody_takes_them_for_whole()
    {
        await using var server = await TestServer.Start();
        var alice = await server.User("alice", admin: true);
        await server.Node("web1");
        await using var agent = await SimulatedAgent.Connect(server, "acme", "web1");
        await Eventually.See(async () => (await alice.Get("/organizations/acme/pushy/node_states/web1")).Body, body => body.Contains("\"available\"", StringComparison.Ordinal));
        var id = (await alice.Post("/organizations/acme/pushy/jobs", """{"command":"true","nodes":["web1"]}""")).Header("Location")![^32..];
        using var follower = await OutputReader.Open(alice, $"/organizations/acme/pushy/jobs/{id}/output/web1/stdout?follow=true");

        server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        await Assert.ThrowsAnyAsync<Exception>(follower.Rest);
    }

    private async Task<(JobOrganization Org, SimulatedAgent Agent, string Id)> Running()
    {
        var org = await jobs.Organization("web1");
        var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        await agent.Start();
        await org.Job(id, "running", 1);
        return (org, agent, id);
    }

    private static async Task Print(SimulatedAgent agent, string job, long offset, string text)
    {
        await agent.Say(new AgentMessage.Output(job, OutputStream.Stdout, offset, Encoding.UTF8.GetBytes(text)));
        Assert.Equal(offset + text.Length, (await agent.Hear<ServerMessage.Stored>()).Offset);
    }

    private static AgentMessage.Succeeded Ended(string job, long length) => new(job) { StdoutEnd = new StreamEnd(length, 0), StderrEnd = new StreamEnd(0, 0) };

    private static string Stdout(JobOrganization org, string id) => $"{org.Jobs}/{id}/output/web1/stdout?follow=true";

    private static (int, string, string?) Essence(Reply reply) => (reply.Status, reply.Body, reply.Header("Content-Length"));
}

[Collection(JobTests.Name)]
public sealed class SqliteLiveOutputTests(JobServer jobs) : LiveOutputTests(jobs);

[Collection(OnPostgres.Name)]
public sealed class PostgresLiveOutputTests : LiveOutputTests
{
    public PostgresLiveOutputTests(PostgresJobServer jobs)
        : base(jobs) => Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
}
