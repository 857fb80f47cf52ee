using Pushy.EndToEnd.Tests.Fleets;
using Pushy.EndToEnd.Tests.Links;

namespace Pushy.EndToEnd.Tests.Conformance;

/// <summary>E2E: agents that are lost, silent or odd while they have a job.</summary>
[Collection(SceneTests.Name)]
public sealed class LossCases(Scene scene)
{
    private const string Crashed = $"complete crashed={Scene.Donkey}";
    private const string Unavailable = $"quorum_failed unavailable={Scene.Donkey}";

    [Fact(DisplayName = "E2E-005 An agent that is restarted while its job runs has crashed")]
    public Task An_agent_that_is_restarted_while_its_job_runs_has_crashed() => scene.With([Scene.Donkey], async () =>
    {
        var (job, _) = await scene.RunningAsync(Scene.Donkey);
        await scene.Fleet.Agent(Scene.Donkey).StopAsync();
        scene.Fleet.StartAgent(Scene.Donkey);
        await scene.EndsAsync(job, Crashed);
    });

    [Fact(DisplayName = "E2E-010 A vote taken back while the job runs is a crash, and the node is fit for the next job")]
    public Task A_vote_taken_back_while_the_job_runs_is_a_crash() => scene.With([], async () =>
    {
        using var node = await ConnectAsync();
        var job = await RunningAsync(node);
        await node.SendAsync($$"""{"type":"nack_commit","job_id":"{{job}}"}""");
        await scene.EndsAsync(job, Crashed);
        await ResetAsync(node, job);

        var next = await RunningAsync(node);
        await node.SendAsync($$"""{"type":"succeeded","job_id":"{{next}}"}""");
        await scene.EndsAsync(next, $"complete succeeded={Scene.Donkey}");
    });

    [Fact]
    public Task A_job_id_that_is_none_concerns_no_job() => scene.With([], async () =>
    {
        using var node = await ConnectAsync();
        var job = await RunningAsync(node);
        await node.SendAsync("""{"type":"nack_commit","job_id":"a"}""");
        await node.SendAsync($$"""{"type":"succeeded","job_id":"{{job}}"}""");
        await scene.EndsAsync(job, $"complete succeeded={Scene.Donkey}");
        Assert.Equal(job, await node.HearAsync("recorded"));
    });

    [Fact(DisplayName = "E2E-015 An agent that does not vote stays online and is dropped at the end of the vote")]
    public Task An_agent_that_does_not_vote_is_dropped_at_the_end_of_the_vote() => scene.With([Scene.Donkey], async () =>
    {
        scene.Fleet.Agent(Scene.Donkey).Send(Posix.Stop);
        var job = await scene.PostAsync("true", Scene.Donkey);
        Assert.Equal("online", (await scene.Fleet.Api.PresenceAsync(Scene.Donkey)).Status);
        Assert.Equal([Scene.Donkey], (await scene.Fleet.Api.JobAsync(job)).Nodes!["new"]);

        await scene.EndsAsync(job, Unavailable);
        Assert.Equal("online", (await scene.Fleet.Api.PresenceAsync(Scene.Donkey)).Status);
        scene.Fleet.Agent(Scene.Donkey).Send(Posix.Continue);
        await scene.Fleet.AvailableAsync(Scene.Donkey);
    });

    [Fact(DisplayName = "E2E-017 An agent whose end is not noticed yet is online and cannot be had")]
    public Task An_agent_whose_end_is_not_noticed_yet_cannot_be_had() => scene.With([Scene.Donkey], async () =>
    {
        scene.Fleet.Agent(Scene.Donkey).Send(Posix.Stop);
        var job = await scene.PostAsync("true", Scene.Donkey);
        Assert.Equal("online", (await scene.Fleet.Api.PresenceAsync(Scene.Donkey)).Status);
        await scene.Fleet.Agent(Scene.Donkey).KillAsync();
        await scene.EndsAsync(job, Unavailable);
    });

    [Fact(DisplayName = "E2E-018 A node that dies right after its yes has crashed")]
    public Task A_node_that_dies_right_after_its_yes_has_crashed() => scene.With([], async () =>
    {
        string job;
        using (var node = await ConnectAsync())
        {
            job = await scene.PostAsync("true", Scene.Donkey);
            await node.HearAsync("commit");
            await node.SendAsync($$"""{"type":"ack_commit","job_id":"{{job}}"}""");
        }

        await scene.EndsAsync(job, Crashed);
    });

    [Fact(DisplayName = "E2E-019 An agent that dies after the run began has crashed")]
    public Task An_agent_that_dies_after_the_run_began_has_crashed() => scene.With([Scene.Donkey], async () =>
    {
        var (job, _) = await scene.RunningAsync(Scene.Donkey);
        await scene.Fleet.Agent(Scene.Donkey).KillAsync();
        await scene.EndsAsync(job, Crashed);
    });

    [Fact(DisplayName = "E2E-061 An agent that connects anew during a job completes it")]
    public Task An_agent_that_connects_anew_during_a_job_completes_it() => scene.With([], async () =>
    {
        await using var network = new TcpProxy(scene.Fleet.Address);
        var agent = scene.Fleet.StartAgent(Scene.Donkey, through: network.Address);
        await scene.Fleet.AvailableAsync(Scene.Donkey);
        var (job, gate) = await scene.RunningAsync(Scene.Donkey);
        network.Cut();
        network.Restore();
        await Until.TrueAsync("the agent has connected anew", () => agent.Log().Split("connected to").Length > 2);
        Scene.Open(gate);
        await scene.EndsAsync(job, $"complete succeeded={Scene.Donkey}");
        await scene.StopAsync(Scene.Donkey);
    });

    [Fact(DisplayName = "E2E-062 A job goes on when the server restarts, and the next one runs too")]
    public Task A_job_goes_on_when_the_server_restarts() => Fleet.RunAsync(1, async fleet =>
    {
        var gate = fleet.In("gate");
        var old = await fleet.Api.PostAsync(Scene.On(Scene.Donkey, $"until [ -e {gate} ]; do sleep 0.05; done"));
        await Until.TrueAsync("the job runs", () => ProcessTable.OfJob(old).Count > 0);
        await fleet.Server.StopAsync();
        await fleet.StartServerAsync();
        Scene.Open(gate);
        await CompletesAsync(old);
        await fleet.AvailableAsync(Scene.Donkey);
        await CompletesAsync(await fleet.Api.PostAsync(Scene.On(Scene.Donkey, "true")));

        async Task CompletesAsync(string job)
        {
            var ended = await Until.GotAsync("the job ends", async () => await fleet.Api.JobAsync(job) is { Status: not ("voting" or "running") } one ? one : null);
            Assert.Equal("complete", ended.Status);
            Assert.Equal([Scene.Donkey], ended.Nodes!["succeeded"]);
        }
    });

    private async Task<RawLink> ConnectAsync()
    {
        var node = await RawLink.ConnectAsync(scene.Fleet, Scene.Donkey);
        await node.SendAsync(node.Hello(Scene.Donkey));
        await scene.Fleet.AvailableAsync(Scene.Donkey);
        return node;
    }

    /// <summary>Posts a job and says that it runs.</summary>
    private async Task<string> RunningAsync(RawLink node)
    {
        var job = await scene.PostAsync("true", Scene.Donkey);
        Assert.Equal(job, await node.HearAsync("commit"));
        await node.SendAsync($$"""{"type":"ack_commit","job_id":"{{job}}"}""");
        Assert.Equal(job, await node.HearAsync("run"));
        await node.SendAsync($$"""{"type":"ack_run","job_id":"{{job}}"}""");
        return job;
    }

    private async Task ResetAsync(RawLink node, string job)
    {
        Assert.Equal(job, await node.HearAsync("abort"));
        await node.SendAsync($$"""{"type":"aborted","job_id":"{{job}}"}""");
        Assert.Equal(job, await node.HearAsync("recorded"));
        await scene.Fleet.AvailableAsync(Scene.Donkey);
    }
}
