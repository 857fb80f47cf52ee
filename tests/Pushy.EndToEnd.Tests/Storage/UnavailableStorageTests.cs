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

    [Theory]
    [InlineData("journal.db")]
    [InlineData("pushy.db")]
    public Task A_locked_database(string file) => Fleet.RunAsync(3, Impatient, async fleet =>
    {
        var gate = fleet.In("gate");
        var running = new ThreeEndings(fleet, $"until [ -e {gate} ]; do sleep 0.05; done");
        var id = await fleet.Api.PostAsync(running.Request with { CaptureOutput = true });
        await running.StartedEverywhereAsync();
        await Until.TrueAsync("the server knows that all run", async () => (await fleet.Api.NodesAsync(id)).All(node => node.State == "running"));

        var refused = new ThreeEndings(fleet, "true");
        await using (await DatabaseLock.TakeAsync(Path.Combine(fleet.Data, file)))
        {
            await File.WriteAllTextAsync(gate, "");
            if (file == "journal.db")
            {
                await RefusedAsync(fleet, refused);
                await RefusedAsync(fleet, refused);
            }
            else
            {
                await Until.TrueAsync("the commands have ended", () => ProcessTable.OfJob(id).Count == 0);
            }
        }

        await HealsAsync(fleet);
        await running.CompletesAsync(id);
        Assert.All(fleet.Nodes, node => Assert.Empty(refused.Runs(node)));
    });

    [MountFact]
    public Task A_full_disk() => Fleet.PrepareAsync(Impatient, async fleet =>
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
        disk.Free();

        await HealsAsync(fleet);
        Assert.Empty(refused.Runs("web1"));
        await fleet.Server.KillAsync();
    });

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
