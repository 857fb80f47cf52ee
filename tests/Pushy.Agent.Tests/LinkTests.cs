using System.Net.WebSockets;
using System.Text;
using Pushy.Agent.Link;
using Pushy.Agent.Tests.Harness;
using Pushy.Contracts.Agents;

namespace Pushy.Agent.Tests;

public sealed class LinkTests
{
    [Fact]
    public async Task The_agent_goes_on_to_the_next_server_of_its_list()
    {
        await using var bench = await AgentBench.StartAsync();
        await using var second = await TestServer.StartAsync();
        bench.Configure(servers: $"{bench.Server.Url},{second.Url}");
        bench.StartAgent();
        var first = await bench.Server.LinkAsync();
        await first.ExpectAsync<AgentMessage.Hello>();
        await first.StartAsync(new(Some.Job(1), $"until [ -e {bench.At("go")} ]; do sleep 0.05; done"));
        await bench.Server.DisposeAsync();

        var link = await second.LinkAsync();
        Assert.Equal(Some.Job(1), (await link.ExpectAsync<AgentMessage.Hello>()).JobId);
        await File.WriteAllTextAsync(bench.At("go"), "");
        await link.ExpectAsync<AgentMessage.Succeeded>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("rubbish")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":"dance"}""")]
    [InlineData("""{"type":"commit","job_id":7}""")]
    [InlineData("""{"type":"recorded"}""")]
    [InlineData("\u0000")]
    public async Task A_frame_that_is_no_message_is_passed_over(string frame)
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        await link.SendAsync(Encoding.UTF8.GetBytes(frame));
        await link.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Binary);
        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(1), "true"));
    }

    [Theory]
    [InlineData("""{"type":"commit"}""", null)]
    [InlineData("""{"type":"commit","job_id":"../../x","command":"true"}""", "../../x")]
    [InlineData("""{"type":"commit","job_id":"00000000000000000000000000000001"}""", "00000000000000000000000000000001")]
    public async Task A_commit_that_lacks_something_is_refused(string frame, string? job)
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        await link.SendAsync(Encoding.UTF8.GetBytes(frame));
        var nack = await link.ExpectAsync<AgentMessage.NackCommit>();
        Assert.Equal((job, "malformed"), (nack.JobId, nack.Reason));
    }

    [Fact]
    public async Task A_frame_beyond_the_limit_cuts_the_link_and_the_agent_comes_back()
    {
        await using var bench = await AgentBench.StartAsync();
        var (agent, link) = await bench.ConnectedAsync();
        await link.SendAsync(new byte[AgentLinkJson.MaxFrameBytes + 1]);
        await (await bench.Server.LinkAsync()).ExpectAsync<AgentMessage.Hello>();
        Assert.Contains(agent.Log, line => line.Contains("the link is cut"));
    }

    [Fact]
    public async Task Why_a_server_closes_the_link_is_logged_and_the_agent_comes_back()
    {
        await using var bench = await AgentBench.StartAsync();
        var (agent, link) = await bench.ConnectedAsync();
        await link.CloseAsync("another agent has taken this name");
        await (await bench.Server.LinkAsync()).ExpectAsync<AgentMessage.Hello>();
        Assert.Contains(agent.Log, line => line.Contains("another agent has taken this name"));
    }

    [Theory]
    [InlineData(401, "does not accept the key")]
    [InlineData(403, "may not connect")]
    public async Task A_refusal_is_logged_with_its_reason_and_tried_again_slowly(int status, string words)
    {
        await using var bench = await AgentBench.StartAsync();
        bench.Server.RefuseWith = status;
        var agent = bench.StartAgent();
        await Processes.EventuallyAsync(() => agent.Log.FirstOrDefault(line => line.Contains(words)), words);
        var wait = await Processes.EventuallyAsync(() => agent.Log.FirstOrDefault(line => line.Contains("next attempt in ")), "the wait");
        Assert.InRange(int.Parse(wait.Split("next attempt in ")[1].Split(' ')[0]), 30, 60);
        Assert.Single(bench.Server.RequestHeaders);
    }

    [Fact]
    public void Waits_between_rounds_grow_to_half_a_minute_and_are_jittered_in_full()
    {
        Assert.Equal(TimeSpan.Zero, Backoff.Next(20, 0));
        Assert.Equal(TimeSpan.FromSeconds(0.2), Backoff.Next(0, 1));
        Assert.Equal(TimeSpan.FromSeconds(1.6), Backoff.Next(3, 1));
        Assert.Equal(TimeSpan.FromSeconds(15), Backoff.Next(1_000_000, 1));
    }

    [Fact]
    public async Task Nothing_secret_is_logged()
    {
        await using var bench = await AgentBench.StartAsync();
        var (agent, link) = await bench.ConnectedAsync();
        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(1), "true")
        {
            Env = new Dictionary<string, string> { ["TOKEN"] = "hidden-value" },
            File = "raw:hidden-file",
        });
        await Processes.EventuallyAsync(() => agent.Log.FirstOrDefault(line => line.Contains("exit code 0")), "the end of the job");
        Assert.DoesNotContain(agent.Log, line => line.Contains("hidden-"));
    }
}
