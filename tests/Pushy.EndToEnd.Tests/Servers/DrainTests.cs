using System.Net;
using Pushy.Contracts.Jobs;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Servers;

public sealed class DrainTests
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(20);

    [Fact]
    public Task SIGTERM_lets_a_request_end_closes_links_with_a_reason_and_jobs_go_on_after_the_next_start() => Fleet.RunAsync(3, [$"pushy.http.drain-timeout={DrainTimeout.TotalSeconds}s"], async fleet =>
    {
        var gate = fleet.In("gate");
        var running = new ThreeEndings(fleet, $"until [ -e {gate} ]; do sleep 0.05; done");
        var id = await fleet.Api.PostAsync(running.Request);
        await running.StartedEverywhereAsync();

        var late = new JobRequest { Command = ThreeEndings.Trace(fleet, "late") + "true", Nodes = ["web1"], Quorum = 0 };
        var body = new HeldBody(late.Write());
        var posting = fleet.Api.PostAsync(late, body);
        await body.UnderWay.WaitAsync(Until.Patience);
        var server = fleet.Server;
        server.Send(Posix.Term);
        await Until.TrueAsync("the agents were told why their links close", () =>
            fleet.Nodes.All(node => fleet.Agent(node).Log().Contains("the server is stopping", StringComparison.Ordinal)));
        body.LetGo();

        var answer = await posting;
        Assert.True(answer.Status == HttpStatusCode.Created, $"{(int)answer.Status} {answer.Text}");
        Assert.Equal(0, await server.Exited.WaitAsync(DrainTimeout));

        await fleet.StartServerAsync();
        await File.WriteAllTextAsync(gate, "");
        await running.CompletesAsync(id);
        await Until.TrueAsync("the job taken last has ended", async () =>
            (await fleet.Api.JobsAsync()).Count(job => job.Command == late.Command && job.Status is not ("voting" or "running")) == 1);
    });
}
