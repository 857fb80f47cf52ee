using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Links;

/// <summary>The network between one agent and the server fails and comes back.</summary>
public sealed class NetworkLossTests
{
    [Fact]
    public Task A_node_that_is_back_within_the_grace_period_has_lost_nothing() => Fleet.RunAsync(0, ["pushy.presence.crash-grace=1h"], async fleet =>
    {
        await using var network = await FarNodeAsync(fleet);
        var gate = fleet.In("gate");
        var job = new ThreeEndings(fleet, $"until [ -e {gate} ]; do sleep 0.05; done");
        var id = await fleet.Api.PostAsync(job.Request);
        await job.StartedEverywhereAsync();

        network.Cut();
        await Until.TrueAsync("web1 is offline", async () => (await fleet.Api.PresenceAsync("web1")).Status == "offline");
        await File.WriteAllTextAsync(gate, "");
        await Until.TrueAsync("the command has ended on web1, which can tell nobody", () => ProcessTable.OfJob(id, "web1").Count == 0);
        Assert.Equal("running", (await fleet.Api.NodeAsync(id, "web1")).State);
        network.Restore();

        await job.CompletesAsync(id);
    });

    [Fact]
    public Task A_pause_only_delays() => Fleet.RunAsync(0, async fleet =>
    {
        await using var network = await FarNodeAsync(fleet);
        var gate = fleet.In("gate");
        var job = new ThreeEndings(fleet, $"until [ -e {gate} ]; do sleep 0.05; done");
        var id = await fleet.Api.PostAsync(job.Request);
        await job.StartedEverywhereAsync();

        network.Pause();
        await File.WriteAllTextAsync(gate, "");
        await Until.TrueAsync("web2's outcome is there", async () => (await fleet.Api.NodeAsync(id, "web2")).EndedAt is not null);
        await Until.TrueAsync("the command has ended on web1", () => ProcessTable.OfJob(id, "web1").Count == 0);
        Assert.Null((await fleet.Api.NodeAsync(id, "web1")).EndedAt);
        network.Restore();

        await job.CompletesAsync(id);
    });

    [Fact]
    public Task A_node_that_stays_away_too_long_has_crashed_and_drops_the_job_when_it_is_back() => Fleet.RunAsync(0, ["pushy.presence.crash-grace=2s"], async fleet =>
    {
        await using var network = await FarNodeAsync(fleet);
        var job = new ThreeEndings(fleet, "sleep 300");
        var id = await fleet.Api.PostAsync(job.Request);
        await job.StartedEverywhereAsync();

        network.Cut();
        var node = await Until.GotAsync("web1 is out of the job", async () => await fleet.Api.NodeAsync(id, "web1") is { EndedAt: not null } ended ? ended : null);
        Assert.Equal(("crashed", "connection_lost"), (node.State, node.Reason));
        Assert.NotEmpty(ProcessTable.OfJob(id, "web1"));
        network.Restore();

        await Until.TrueAsync("the command is dead on web1", () => ProcessTable.OfJob(id, "web1").Count == 0);
        await fleet.AvailableAsync("web1");
        Assert.Equal("crashed", (await fleet.Api.NodeAsync(id, "web1")).State);
        Assert.Equal("running", (await fleet.Api.NodeAsync(id, "web2")).State);
    });

    /// <summary>Starts web1 behind a network of its own, and web2 as usual.</summary>
    private static async Task<TcpProxy> FarNodeAsync(Fleet fleet)
    {
        var network = new TcpProxy(fleet.Address);
        fleet.StartAgent("web1", through: network.Address);
        fleet.StartAgent("web2");
        await fleet.AvailableAsync("web1", "web2");
        return network;
    }
}
