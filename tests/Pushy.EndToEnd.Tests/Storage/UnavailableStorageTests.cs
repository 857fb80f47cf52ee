using System.Diagnostics;
using System.Net;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Storage;

/// <summary>A database that takes no writes for longer than anybody waits: 503, nothing acknowledged, and well again by itself.</summary>
public sealed class UnavailableStorageTests
{
    private static readonly string[] Impatient = ["pushy.storage.busy-timeout=1s", "pushy.jobs.ask-timeout=3s"];

    /// <summary>Of a tiny disk; a fresh store has less than half of it.</summary>
    private const int DiskBytes = 4 * 1024 * 1024;

    [Fact]
    public Task While_the_journal_is_locked_nothing_is_acknowledged_and_afterwards_all_goes_on() => Fleet.RunAsync(3, Impatient, async fleet =>
    {
        var (running, id, gate) = await RunningAsync(fleet);
        var refused = new ThreeEndings(fleet, "true");
        await using (await DatabaseLock.TakeAsync(Path.Combine(fleet.Data, "journal.db")))
        {
            await File.WriteAllTextAsync(gate, "");
            await Until.TrueAsync("the commands have ended", () => ProcessTable.OfJob(id).Count == 0);
            await RefusedAsync(fleet, refused);
            await RefusedAsync(fleet, refused);
        }

        await HealsAsync(fleet);
        await running.CompletesAsync(id);
        Assert.All(fleet.Nodes, node => Assert.Empty(refused.Runs(node)));
    });

    [Fact]
    public Task While_only_lists_and_output_are_locked_jobs_are_taken_and_run_and_their_outcomes_wait() => Fleet.RunAsync(3, Impatient, async fleet =>
    {
        var (running, id, gate) = await RunningAsync(fleet);
        var next = new ThreeEndings(fleet, "true");
        string nextId;
        await using (await DatabaseLock.TakeAsync(Path.Combine(fleet.Data, "pushy.db")))
        {
            await File.WriteAllTextAsync(gate, "");
            await Until.TrueAsync("the commands have ended", () => ProcessTable.OfJob(id).Count == 0);
            nextId = await fleet.Api.PostAsync(next.Request);
            await next.StartedEverywhereAsync();
            Assert.Equal("running", (await fleet.Api.JobAsync(id)).Status);     // what the commands printed is not stored yet
        }

        await running.CompletesAsync(id);
        await next.CompletesAsync(nextId);
        Assert.Equal("web1\n", await fleet.Api.OutputAsync(id, "web1", "stdout"));
        await Until.TrueAsync("the list has both", async () => (await fleet.Api.JobsAsync()).Count(job => job.Status == "complete") == 2);
    });

    [MountFact]
    public Task While_the_disk_is_full_nothing_is_acknowledged_and_afterwards_all_goes_on() => Fleet.PrepareAsync(Impatient, async fleet =>
    {
        using var disk = TinyDisk.Mount(fleet.In("disk"), DiskBytes)!;
        foreach (var one in Directory.GetFiles(fleet.Data))
            File.Copy(one, Path.Combine(disk.Folder, Path.GetFileName(one)));
        fleet.Data = disk.Folder;
        await fleet.StartServerAsync();
        fleet.StartAgent("web1");
        await fleet.AvailableAsync("web1");
        var before = new ThreeEndings(fleet, "true");
        await before.CompletesAsync(await fleet.Api.PostAsync(before.Request));

        disk.Fill();
        var refused = new ThreeEndings(fleet, "true");
        await RefusedAsync(fleet, refused);
        using var http = new HttpClient();
        var readiness = new Uri(fleet.Address, "/readyz");
        await Until.TrueAsync("the server says that it is not ready", async () => (await (await http.GetAsync(readiness)).Content.ReadAsStringAsync()).Contains("the database takes no writes", StringComparison.Ordinal));
        disk.Free();
        await Until.TrueAsync("the server says that it is ready", async () => (await http.GetAsync(readiness)).StatusCode == HttpStatusCode.OK);

        await HealsAsync(fleet);
        Assert.Empty(refused.Runs("web1"));
        await fleet.Server.KillAsync();
    });

    /// <summary>A job with output whose commands run until a file is there, and of which the server knows that they do.</summary>
    private static async Task<(ThreeEndings Job, string Id, string Gate)> RunningAsync(Fleet fleet)
    {
        var gate = fleet.In("gate");
        var running = new ThreeEndings(fleet, $"echo $CHEF_PUSH_NODE_NAME; until [ -e {gate} ]; do sleep 0.05; done");
        var id = await fleet.Api.PostAsync(running.Request with { CaptureOutput = true });
        await running.StartedEverywhereAsync();
        await Until.TrueAsync("the server knows that all run", async () => (await fleet.Api.NodesAsync(id)).All(node => node.State == "running"));
        return (running, id, gate);
    }

    private static async Task RefusedAsync(Fleet fleet, ThreeEndings job)
    {
        var answer = await fleet.Api.TryPostAsync(job.Request);
        Assert.True(answer.Status == HttpStatusCode.ServiceUnavailable, $"{(int)answer.Status} {answer.Text}");
        Assert.Equal("""{"error":["storage is unavailable, try again"]}""", answer.Text);
        Assert.NotNull(answer.RetryAfter);
    }

    /// <summary>Nobody helps, and new jobs run again.</summary>
    private static async Task HealsAsync(Fleet fleet)
    {
        var since = Stopwatch.GetTimestamp();
        var next = new ThreeEndings(fleet, "true");
        var id = await Until.GotAsync("a new job is taken", async () => await fleet.Api.PostAsync(next.Request));
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromSeconds(20));
        await fleet.AvailableAsync([.. fleet.Nodes]);
    }
}
