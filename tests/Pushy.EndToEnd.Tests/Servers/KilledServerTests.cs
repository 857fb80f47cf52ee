using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Servers;

/// <summary><c>kill -9</c> of the server, which is then started again on the same port and folder.</summary>
public sealed class KilledServerTests
{
    [Fact]
    public Task While_nodes_run() => Fleet.RunAsync(3, async fleet =>
    {
        var job = new ThreeEndings(fleet, "sleep 6");
        var id = await fleet.Api.PostAsync(job.Request);
        await job.StartedEverywhereAsync();

        await fleet.KillServerAsync();
        await fleet.StartServerAsync();

        await job.CompletesAsync(id);
    });
}
