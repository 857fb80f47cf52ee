using System.Net.WebSockets;
using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.Links;

/// <summary>Two machines with one node's key (docs/decisions/0205).</summary>
[Collection(LinkTests.Name)]
public sealed class CloneTests(JobServer jobs)
{
    [Fact]
    public async Task A_clone_is_refused_with_the_reason_doctor_names_both_addresses_and_the_first_works_on()
    {
        var org = await jobs.Organization("web1");
        await using var first = await org.Agent("web1");
        await using var clone = await SimulatedAgent.Connect(org.Server, org.Name, "web1");
        await first.Say(new AgentMessage.Aborted((await first.Hear<ServerMessage.Abort>()).JobId));

        Assert.Equal(((WebSocketCloseStatus)LinkHandshake.NodeInUse, "this node is in use: its agent at 127.0.0.1 answers"), await clone.Closed());
        var id = await org.Post("web1");
        Assert.Equal(id, await first.Start());
        await first.End(new AgentMessage.Succeeded(id));
        await Eventually.See(
            () => org.Server.Command("doctor"),
            run => run.Output.Contains($"two machines have one node's key, and the second is refused: {org.Name}/web1 (at 127.0.0.1 and 127.0.0.1)", StringComparison.Ordinal));
    }
}
