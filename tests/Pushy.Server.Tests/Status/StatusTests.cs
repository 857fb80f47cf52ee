using System.Text.Json;
using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.Status;

/// <summary><c>GET /pushy/_status</c>, on a server that nobody else uses.</summary>
public sealed class StatusTests(JobServer jobs) : IClassFixture<JobServer>
{
    [Fact]
    public async Task Status_counts_connected_nodes_and_names_the_jobs_in_memory()
    {
        var (one, other) = (await jobs.Organization("web1"), await jobs.Organization("web1"));
        Assert.Equal((0, "[]"), await Status());
        await using var first = await one.Agent("web1");
        await using var second = await other.Agent("web1");
        Assert.Equal((2, "[]"), await Status());

        var id = await one.Post("web1");
        Assert.Equal((2, $"[\"{id}\"]"), await Status());
        await first.Start();
        await first.End(new AgentMessage.Succeeded(id));
        await Eventually.See(Status, status => status == (2, "[]"));   // here finished jobs do not linger

        await first.Stop();
        await Eventually.See(Status, status => status == (1, "[]"));
    }

    private async Task<(int, string)> Status()
    {
        var status = JsonDocument.Parse((await SignedClient.Send(jobs.Server.Address, "GET", "/pushy/_status", null)).Body).RootElement;
        return (status.GetProperty("node_fsm_count").GetInt32(), status.GetProperty("job_processes").GetRawText());
    }
}
