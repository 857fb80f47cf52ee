using System.Net;
using System.Text.Json;
using Pushy.Contracts.Jobs;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Jobs;

public sealed class OutcomeTests
{
    [Fact]
    public Task A_signed_job_runs_on_three_agents_and_its_true_outcomes_are_read_back_in_both_dialects() => Fleet.RunAsync(3, async fleet =>
    {
        var job = new ThreeEndings(fleet, "echo out of $CHEF_PUSH_NODE_NAME; echo oops >&2");
        var answer = await fleet.Api.SendAsync(HttpMethod.Post, "/jobs", (job.Request with { CaptureOutput = true }).Write(), Dialect.Seed);
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        var created = JsonSerializer.Deserialize(answer.Body, RestContext.Wire.JobCreated)!;
        var id = created.Id!;

        await job.CompletesAsync(id);

        Assert.Equal($"{fleet.Address.GetLeftPart(UriPartial.Authority)}{fleet.Api.Root}/jobs/{id}", created.Uri);
        var full = await fleet.Api.JobAsync(id);
        Assert.Equal(["web1"], full.Nodes!["succeeded"]);
        Assert.Equal(["web2", "web3"], full.Nodes["failed"]);
        var seed = await fleet.Api.JobAsync(id, Dialect.Seed);
        Assert.Equal("complete", seed.Status);
        Assert.Equal(["web1", "web2", "web3"], seed.Nodes!["complete"]);
        await Until.TrueAsync("the list has it, too", async () => (await fleet.Api.JobsAsync()).Any(listed => listed.Id == id && listed.Status == "complete"));
        foreach (var node in fleet.Nodes)
        {
            Assert.Equal($"out of {node}\n", await fleet.Api.OutputAsync(id, node, "stdout"));
            Assert.Equal("oops\n", await fleet.Api.OutputAsync(id, node, "stderr"));
        }
    });
}
