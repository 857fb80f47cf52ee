using Pushy.EndToEnd.Tests.Fleets;
using Pushy.EndToEnd.Tests.Storage;
using Xunit.Abstractions;

namespace Pushy.EndToEnd.Tests.Servers;

/// <summary><c>kill -9</c> of the server, which is then started again on the same port and folder.</summary>
public sealed class KilledServerTests(ITestOutputHelper output)
{
    private const int Rounds = 8;

    /// <summary>Longer than a job of a round lives on an idle machine, from its POST to its last receipt.</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(1.5);

    [Fact]
    public Task While_nodes_run_every_node_completes_once_with_its_true_exit_code() => Fleet.RunAsync(3, async fleet =>
    {
        var job = new ThreeEndings(fleet, "sleep 6");
        var id = await fleet.Api.PostAsync(job.Request);
        await job.StartedEverywhereAsync();

        await fleet.KillServerAsync();
        await fleet.StartServerAsync();

        await job.CompletesAsync(id);
    });

    [Fact]
    public Task During_a_vote_the_vote_goes_on() => Fleet.RunAsync(3, async fleet =>
    {
        fleet.Agent("web3").Send(Posix.Stop);   // is connected and says nothing
        var job = new ThreeEndings(fleet, "true");
        var id = await fleet.Api.PostAsync(job.Request);
        await Until.TrueAsync("two nodes are ready", async () => (await fleet.Api.NodesAsync(id)).Count(node => node.State == "ready") == 2);

        await fleet.KillServerAsync();
        await fleet.StartServerAsync();
        fleet.Agent("web3").Send(Posix.Continue);

        await job.CompletesAsync(id);
    });

    [Fact]
    public Task Right_after_a_201_the_job_is_not_lost() => Fleet.RunAsync(3, async fleet =>
    {
        var job = new ThreeEndings(fleet, "true");
        var id = await fleet.Api.PostAsync(job.Request);

        await fleet.KillServerAsync();
        await fleet.StartServerAsync();

        await job.CompletesAsync(id);
    });

    [Fact]
    public Task After_the_commands_ended_their_outcomes_are_not_lost() => Fleet.RunAsync(3, async fleet =>
    {
        var gate = fleet.In("gate");
        var job = new ThreeEndings(fleet, $"until [ -e {gate} ]; do sleep 0.05; done");
        var id = await fleet.Api.PostAsync(job.Request);
        await job.StartedEverywhereAsync();

        fleet.Server.Send(Posix.Stop);      // outcomes reach its socket and no further
        await File.WriteAllTextAsync(gate, "");
        await Until.TrueAsync("the commands have ended", () => ProcessTable.OfJob(id).Count == 0);
        await fleet.KillServerAsync();
        await fleet.StartServerAsync();

        await job.CompletesAsync(id);
    });

    [Fact]
    public Task At_any_moment_of_a_jobs_life_what_was_answered_is_true() => Fleet.RunAsync(3, async fleet =>
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PUSHY_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"PUSHY_TEST_SEED={seed}");
        var chance = new Random(seed);
        var known = new HashSet<string>();
        for (var round = 1; round <= Rounds; round++)
            await RoundAsync(fleet, known, chance.NextDouble() * LongestLife, $"round {round} of PUSHY_TEST_SEED={seed}");
    });

    private static async Task RoundAsync(Fleet fleet, HashSet<string> known, TimeSpan moment, string what)
    {
        var job = new ThreeEndings(fleet, "sleep 0.3");
        var posting = fleet.Api.PostAsync(job.Request);
        using var life = new CancellationTokenSource(moment);
        await Task.Delay(Timeout.InfiniteTimeSpan, life.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await fleet.KillServerAsync();
        var answered = await AnsweredAsync(posting);
        var stored = (await JournalFile.JobsAsync(fleet.Data)).Where(known.Add).ToList();
        await fleet.StartServerAsync();

        try
        {
            // A 201 that was sent is kept. A job that is stored runs, whether its 201 got through or not; one that is not stored never does.
            Assert.Equal(answered is null ? stored : [answered], stored);
            foreach (var id in stored)
                await job.CompletesAsync(id);
            if (stored.Count == 0)
                Assert.All(fleet.Nodes, node => Assert.Empty(job.Runs(node)));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{what}, killed after {moment.TotalMilliseconds:0} ms: {e.Message}", e);
        }

        await fleet.AvailableAsync([.. fleet.Nodes]);
    }

    /// <summary>The job's id; null if the server died before it answered.</summary>
    private static async Task<string?> AnsweredAsync(Task<string> posting)
    {
        try
        {
            return await posting;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
