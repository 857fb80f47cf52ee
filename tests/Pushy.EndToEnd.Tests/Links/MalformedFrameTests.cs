using System.Net.WebSockets;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Links;

public sealed class MalformedFrameTests
{
    private const int MoreThanAllowed = 5_000_000;
    private const int Flood = 3_000;

    [Fact]
    public Task Whatever_comes_over_a_link_only_that_link_is_closed_with_a_reason() => Fleet.RunAsync(1, async fleet =>
    {
        using var silent = await RawLink.ConnectAsync(fleet, "web3");

        await ClosesAsync(fleet, WebSocketCloseStatus.InvalidPayloadData, "a frame is no message of the agent link", link => link.SendAsync("hello?"));
        await ClosesAsync(fleet, WebSocketCloseStatus.InvalidPayloadData, "a frame is no message of the agent link", link => link.SendAsync("""{"type":"shutdown"}"""));
        await ClosesAsync(fleet, WebSocketCloseStatus.InvalidPayloadData, "a frame is no message of the agent link", link => link.SendAsync("null"));
        await ClosesAsync(fleet, WebSocketCloseStatus.InvalidMessageType, "only text frames are understood", link => link.SendAsync([1, 2, 3], WebSocketMessageType.Binary));
        await ClosesAsync(fleet, WebSocketCloseStatus.PolicyViolation, "the first frame must be a hello", link => link.SendAsync("""{"type":"heartbeat","job_state":"idle"}"""));
        await ClosesAsync(fleet, WebSocketCloseStatus.PolicyViolation, "hello names another node than the one that signed in", link => link.SendAsync(link.Hello("web1")));
        await ClosesAsync(fleet, WebSocketCloseStatus.PolicyViolation, "hello needs an incarnation_id of 1 to 64 characters", link => link.SendAsync($$"""{"type":"hello","node":"web2","proof":"{{link.Proof}}"}"""));
        await ClosesAsync(fleet, WebSocketCloseStatus.PolicyViolation, "the hello does not prove that who opened the link has the node's key", link => link.SendAsync("""{"type":"hello","node":"web2","incarnation_id":"i"}"""));
        await ClosesAsync(fleet, WebSocketCloseStatus.MessageTooBig, "a frame may have at most 5120 bytes", link => link.SendAsync(new byte[MoreThanAllowed], WebSocketMessageType.Text));
        await ClosesAsync(fleet, WebSocketCloseStatus.MessageTooBig, "a frame may have at most 4194304 bytes", async link =>
        {
            await link.SendAsync(link.Hello("web2"));
            await link.SendAsync(new byte[MoreThanAllowed], WebSocketMessageType.Text);
        });
        await ClosesAsync(fleet, WebSocketCloseStatus.PolicyViolation, "too many frames", async link =>
        {
            await link.SendAsync(link.Hello("web2"));
            await fleet.AvailableAsync("web2");
            for (var i = 0; i < Flood; i++)
                await link.SendAsync("""{"type":"heartbeat","job_state":"idle"}""");
        });
        await ClosesAsync(fleet, WebSocketCloseStatus.InvalidPayloadData, "a frame is no message of the agent link", async link =>
        {
            await link.SendAsync(link.Hello("web2"));
            await link.SendAsync("""{"type":"succeeded","job_id":17}""");
        });
        Assert.Equal((WebSocketCloseStatus.PolicyViolation, "no hello came within 10 s"), await silent.ClosedAsync());

        Assert.False(fleet.Server.Exited.IsCompleted);
        Assert.Equal("available", (await fleet.Api.PresenceAsync("web1")).Availability);
        Assert.Single(fleet.Agent("web1").Log().Split('\n'), line => line.Contains("connected to", StringComparison.Ordinal));
        await Until.TrueAsync("web2 is offline", async () => (await fleet.Api.PresenceAsync("web2")).Status == "offline");
        var job = new ThreeEndings(fleet, "true");
        await job.CompletesAsync(await fleet.Api.PostAsync(job.Request));
    });

    private static async Task ClosesAsync(Fleet fleet, WebSocketCloseStatus status, string reason, Func<RawLink, Task> misbehave)
    {
        using var link = await RawLink.ConnectAsync(fleet, "web2");
        await misbehave(link);
        Assert.Equal((status, reason), await link.ClosedAsync());
    }
}
