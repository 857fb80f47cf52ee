using Pushy.Contracts.Jobs;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Backups;

/// <summary>A server that goes on from a backup, beside agents that went on from there without it: what they did since is not done again.</summary>
public sealed class RestoredServerTests
{
    [Fact]
    public Task A_node_that_ran_the_job_since_the_backup_does_not_run_it_again() => Fleet.RunAsync(2, async fleet =>
    {
        // Given a backup of a job that web1 has voted for, and web2 keeps from being decided.
        fleet.Agent("web2").Send(Posix.Stop);
        var runs = fleet.In("runs", "web1");
        var id = await fleet.Api.PostAsync(Job(["web1", "web2"], $"echo run >> {fleet.In("runs")}/$CHEF_PUSH_NODE_NAME") with { Quorum = 1 });
        await Until.TrueAsync("web1 is ready", async () => (await fleet.Api.NodesAsync(id)).Count(node => node.State == "ready") == 1);
        await Command(fleet, "backup", fleet.In("backup"));
        // and the job runs on both after it.
        fleet.Agent("web2").Send(Posix.Continue);
        await Until.TrueAsync("the job is complete", async () => (await fleet.Api.JobAsync(id)).Status == "complete");
        await fleet.Server.StopAsync();

        // When the server is restored, in the middle of that vote.
        await Command(fleet, "restore", fleet.In("backup"), "--force");
        await fleet.StartServerAsync();

        // Then web2 refuses to vote again, web1 knows nothing of its vote or refuses to run, and neither starts it.
        await Until.TrueAsync("the restored job ends", async () => (await fleet.Api.JobAsync(id)).Status is "complete" or "quorum_failed");
        Assert.All(await fleet.Api.NodesAsync(id), node => Assert.NotEqual("succeeded", node.State));
        Assert.Contains("this job was started here before; a job is never started twice", (await fleet.Api.NodeAsync(id, "web2")).Detail, StringComparison.Ordinal);
        Assert.Equal("run\n", await File.ReadAllTextAsync(runs));
        Assert.Equal("run\n", await File.ReadAllTextAsync(fleet.In("runs", "web2")));
    });

    [Fact]
    public Task A_job_that_still_runs_goes_on_and_one_that_has_ended_is_told_as_lost() => Fleet.RunAsync(2, async fleet =>
    {
        var (first, second) = (await Running(fleet, "web1"), await Running(fleet, "web2"));
        await Command(fleet, "backup", fleet.In("backup"));
        await File.WriteAllTextAsync(fleet.In("end-web1"), "");
        await Until.TrueAsync("the first job is complete", async () => (await fleet.Api.JobAsync(first)).Status == "complete");
        await fleet.Server.StopAsync();

        await Command(fleet, "restore", fleet.In("backup"), "--force");
        await fleet.StartServerAsync();

        await Until.TrueAsync("the first job's node is told as crashed", async () => (await fleet.Api.NodeAsync(first, "web1")).State == "crashed");
        Assert.Equal("lost_job", (await fleet.Api.NodeAsync(first, "web1")).Reason);
        Assert.Equal("running", (await fleet.Api.NodeAsync(second, "web2")).State);
        await File.WriteAllTextAsync(fleet.In("end-web2"), "");
        await Until.TrueAsync("the second job's node succeeds", async () => (await fleet.Api.NodeAsync(second, "web2")).State == "succeeded");
        Assert.Equal("run\n", await File.ReadAllTextAsync(fleet.In("runs", "web1")));
        Assert.Equal("run\n", await File.ReadAllTextAsync(fleet.In("runs", "web2")));
    });

    /// <summary>A job on one node that ends when a file is there.</summary>
    private static async Task<string> Running(Fleet fleet, string node)
    {
        var id = await fleet.Api.PostAsync(Job([node], $"echo run >> {fleet.In("runs")}/$CHEF_PUSH_NODE_NAME; until [ -e {fleet.In("end-")}{node} ]; do sleep 0.05; done"));
        await Until.TrueAsync($"{node} runs", async () => (await fleet.Api.NodeAsync(id, node)).State == "running");
        return id;
    }

    private static JobRequest Job(string[] nodes, string command) => new() { Command = command, Nodes = [.. nodes] };

    private static async Task Command(Fleet fleet, params string[] words)
    {
        var run = fleet.Start(words[0], [.. Programs.Server, .. words, "--set", $"pushy.storage.path={fleet.Data}"]);
        Assert.True(await run.Exited.WaitAsync(Until.Patience) == 0, run.Tail());
    }
}
