using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Jobs;

/// <summary>Abort means dead: of the whole tree, on every node.</summary>
public sealed class StoppedJobTests
{
    /// <summary>Processes that do not listen to TERM, left their session, or lost their parent.</summary>
    private const string StubbornTree = "trap '' TERM; sleep 300 & setsid sleep 300 & (setsid sh -c 'sleep 300 & sleep 300' &); wait; sleep 300";

    private const int TreeSize = 6;

    [Fact]
    public Task Abort_leaves_no_process_alive_on_any_node() => Fleet.RunAsync(3, async fleet =>
    {
        var job = new ThreeEndings(fleet, StubbornTree);
        var id = await fleet.Api.PostAsync(job.Request);
        await Until.TrueAsync("the whole tree runs on every node", () => fleet.Nodes.All(node => ProcessTable.OfJob(id, node).Count >= TreeSize));

        Assert.Equal("aborted", (await fleet.Api.AbortAsync(id)).Status);

        await StoppedAsync(fleet, job, id, "aborted", "aborted_by_user");
    });

    [Fact]
    public Task Run_timeout_leaves_no_process_alive_on_any_node() => Fleet.RunAsync(3, async fleet =>
    {
        var job = new ThreeEndings(fleet, StubbornTree);
        var id = await fleet.Api.PostAsync(job.Request with { RunTimeout = 1 });

        await Until.TrueAsync("the job has timed out", async () => (await fleet.Api.JobAsync(id)).Status == "timed_out");

        await StoppedAsync(fleet, job, id, "timed_out", "run_timeout");
    });

    private static async Task StoppedAsync(Fleet fleet, ThreeEndings job, string id, string state, string reason)
    {
        await Until.TrueAsync("no process is left", () => ProcessTable.OfJob(id).Count == 0);
        await fleet.AvailableAsync([.. fleet.Nodes]);
        Assert.All(await fleet.Api.NodesAsync(id), node => Assert.Equal((state, reason), (node.State, node.Reason)));

        var next = new ThreeEndings(fleet, "true");
        await next.CompletesAsync(await fleet.Api.PostAsync(next.Request));
        Assert.All(fleet.Nodes, node => Assert.InRange(job.Runs(node).Count, 0, 1));
    }
}
