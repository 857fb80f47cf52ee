using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Agents;

/// <summary>An agent that ends while it has a job in hand.</summary>
public sealed class LostAgentTests
{
    /// <summary>A tree of three processes, one of which left its parent's session.</summary>
    private const string LongWork = "sleep 300 & setsid sleep 300 & wait";

    [Fact]
    public Task Killed_during_a_run_and_started_again_the_node_is_crashed_its_processes_are_dead_and_nothing_ran_twice() => Fleet.RunAsync(2, async fleet =>
    {
        var job = new ThreeEndings(fleet, LongWork);
        var id = await fleet.Api.PostAsync(job.Request);
        await job.StartedEverywhereAsync();

        await fleet.Agent("web1").KillAsync();
        fleet.StartAgent("web1");

        var node = await Until.GotAsync("web1 is out of the job", async () => await fleet.Api.NodeAsync(id, "web1") is { EndedAt: not null } ended ? ended : null);
        Assert.Equal("crashed", node.State);
        Assert.Contains("agent", node.Detail, StringComparison.Ordinal);
        await Until.TrueAsync("no process is left on web1", () => ProcessTable.OfJob(id, "web1").Count == 0);
        Assert.NotEmpty(ProcessTable.OfJob(id, "web2"));
        await fleet.AvailableAsync("web1");
        Assert.Equal([id], job.Runs("web1"));
        Assert.Equal("running", (await fleet.Api.JobAsync(id)).Status);
    });

    [Fact]
    public Task Stopped_by_SIGTERM_during_a_run_it_ends_its_command_and_the_node_is_crashed_with_that_reason() => Fleet.RunAsync(1, async fleet =>
    {
        var job = new ThreeEndings(fleet, LongWork);
        var id = await fleet.Api.PostAsync(job.Request);
        await job.StartedEverywhereAsync();

        Assert.Equal(0, await fleet.Agent("web1").StopAsync());

        Assert.Empty(ProcessTable.OfJob(id));
        await Until.TrueAsync("the job is complete", async () => (await fleet.Api.JobAsync(id)).Status == "complete");
        var node = await fleet.Api.NodeAsync(id, "web1");
        Assert.Equal("crashed", node.State);
        Assert.Contains("stop", node.Detail, StringComparison.Ordinal);
        Assert.Equal([id], job.Runs("web1"));
    });

    [Fact]
    public Task Killed_while_it_is_committed_the_node_is_unavailable_and_the_others_run() => Fleet.RunAsync(3, ["pushy.presence.vote-grace=1s"], async fleet =>
    {
        fleet.Agent("web3").Send(Posix.Stop);   // keeps the vote open
        var job = new ThreeEndings(fleet, "true");
        var id = await fleet.Api.PostAsync(job.Request with { Quorum = 2 });
        await Until.TrueAsync("web1 is committed", async () => (await fleet.Api.NodeAsync(id, "web1")).State == "ready");

        await fleet.Agent("web1").KillAsync();
        var node = await Until.GotAsync("web1 is out of the job", async () => await fleet.Api.NodeAsync(id, "web1") is { EndedAt: not null } ended ? ended : null);
        fleet.Agent("web3").Send(Posix.Continue);
        await Until.TrueAsync("the job is complete", async () => (await fleet.Api.JobAsync(id)).Status == "complete");

        Assert.Equal(("unavailable", "connection_lost"), (node.State, node.Reason));
        Assert.Empty(job.Runs("web1"));
        Assert.Equal([id], job.Runs("web2"));
        Assert.Equal([id], job.Runs("web3"));
        fleet.StartAgent("web1");
        await fleet.AvailableAsync("web1");
        Assert.Empty(job.Runs("web1"));
    });
}
