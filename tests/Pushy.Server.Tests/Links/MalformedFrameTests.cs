using System.Net.WebSockets;
using System.Text;
using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.Links;

/// <summary>What a broken or hostile agent sends closes its link with a reason, and the server goes on.</summary>
[Collection(LinkTests.Name)]
public sealed class MalformedFrameTests(JobServer jobs)
{
    private const int MaxFrameBytes = 65_536;   // of JobServer

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("heartbeat")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":"heartbeat"}{"type":"heartbeat"}""")]
    [InlineData("""{"type":"commit","job_id":"00000000000000000000000000000000"}""")]
    [InlineData("""{"type":5}""")]
    [InlineData("""{"type":null}""")]
    [InlineData("""{"type":"heartbeat","job_state":"flying"}""")]
    [InlineData("""{"type":"heartbeat","job_state":null}""")]
    [InlineData("""{"type":"ack_commit","job_id":{}}""")]
    [InlineData("""{"type":"ack_commit","job_id":"\ud800"}""")]
    [InlineData("""{"type":"ack_run","job_id":"00000000000000000000000000000000","started_at":"yesterday"}""")]
    [InlineData("""{"type":"failed","job_id":"00000000000000000000000000000000","exit_status":1e99}""")]
    [InlineData("""{"type":"heartbeat","x":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[""")]
    public async Task A_frame_that_is_no_message_closes_the_link(string frame) =>
        await Closes(agent => agent.Say(frame), WebSocketCloseStatus.InvalidPayloadData, "a frame is no message of the agent link");

    [Theory]
    [InlineData("x")]
    [InlineData("")]
    public async Task A_binary_frame_closes_the_link(string frame) =>
        await Closes(agent => agent.Say(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Binary), WebSocketCloseStatus.InvalidMessageType, "only text frames are understood");

    [Fact]
    public async Task A_frame_beyond_the_limit_closes_the_link() => await Closes(
        agent => agent.Say("""{"type":"heartbeat"}""".PadRight(MaxFrameBytes + 1)), WebSocketCloseStatus.MessageTooBig, "a frame may have at most 65536 bytes");

    [Fact]
    public async Task More_frames_than_an_agent_ever_needs_close_the_link() => await Closes(
        async agent =>
        {
            for (var i = 0; i < 4_001; i++)   // twice as many and one: the time they are counted in may end half-way
                await agent.Say("""{"type":"heartbeat"}""");
        },
        WebSocketCloseStatus.PolicyViolation, "too many frames");

    [Fact]
    public async Task Bytes_that_are_no_UTF8_close_the_link()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        await agent.Say(new byte[] { (byte)'"', 0xff, (byte)'"' });
        await Eventually.See(agent.IsOver, over => over);   // .NET itself ends it, and may do so without a word
        await Works(org);
    }

    [Theory]
    [InlineData("""{"type":"heartbeat","outcomes":null}""")]
    [InlineData("""{"type":"heartbeat","outcomes":[null,"x"],"job_state":"running","job_id":"no id"}""")]
    [InlineData("""{"type":"hello","node":"web2","incarnation_id":""}""")]
    [InlineData("""{"type":"ack_commit"}""")]
    [InlineData("""{"type":"ack_run","job_id":"../../etc"}""")]
    [InlineData("""{"type":"succeeded","job_id":null,"stdout":"x"}""")]
    [InlineData("""{"type":"failed","job_id":"","exit_status":-2147483648}""")]
    [InlineData("""{"type":"aborted","job_id":null,"detail":null}""")]
    [InlineData("""{"type":"nack_commit","reason":"\u0000","detail":"\u0000"}""")]
    public async Task A_message_that_means_nothing_does_no_harm(string frame)
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        await agent.Say(frame);
        await agent.Say("""{"type":"heartbeat"}""".PadRight(MaxFrameBytes));   // the longest frame there may be
        await Runs(org, agent);
    }

    /// <summary>While a job watches the node, so that the frame reaches it.</summary>
    [Fact]
    public async Task A_heartbeat_whose_outcomes_are_null_does_not_harm_a_job()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        await agent.Start();
        for (var i = 0; i < 20; i++)   // some are likely to be written together with the outcome
            await agent.Say($$"""{"type":"heartbeat","outcomes":null,"job_state":"running","job_id":"{{id}}"}""");
        await agent.End(new AgentMessage.Succeeded(id));
        await org.Job(id, "succeeded", 1);
    }

    private async Task Closes(Func<SimulatedAgent, Task> misbehave, WebSocketCloseStatus status, string reason)
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        await misbehave(agent);
        Assert.Equal((status, reason), await agent.Closed());
        await org.Availability("web1", "unavailable");
        await Works(org);
    }

    private static async Task Works(JobOrganization org)
    {
        await using var agent = await SimulatedAgent.Connect(org.Server, org.Name, "web1");
        await org.Availability("web1", "available");
        await Runs(org, agent);
    }

    private static async Task Runs(JobOrganization org, SimulatedAgent agent)
    {
        var id = await org.Post("web1");
        Assert.Equal(id, await agent.Start());
        await agent.End(new AgentMessage.Succeeded(id));
        await org.Job(id, "complete");
    }
}
