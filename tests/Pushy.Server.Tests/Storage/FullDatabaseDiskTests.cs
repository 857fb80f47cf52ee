using System.Diagnostics;
using System.Security.Cryptography;
using LinqToDB.Data;
using Microsoft.Extensions.DependencyInjection;
using Pushy.EndToEnd.Tests.Storage;
using Pushy.Server.Background;
using Pushy.Server.Directories;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Storage;

/// <summary>The disk that PostgreSQL has the journal on is full: 503, nothing acknowledged, and well again when there is room.</summary>
public sealed class FullDatabaseDiskTests
{
    private const int DiskBytes = 8 * 1024 * 1024;

    /// <summary>Bytes of a command that does not compress: some jobs fill any page that is begun.</summary>
    private const int CommandBytes = 6_000;

    private const int MostJobs = 200;

    [SkippableFact]
    public async Task While_the_journals_disk_is_full_nothing_is_acknowledged_and_afterwards_all_goes_on()
    {
        Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
        var folder = Directory.CreateTempSubdirectory("pushy-disk-").FullName;
        using var disk = TinyDisk.Mount(folder, DiskBytes);
        Skip.If(disk is null || Environment.UserName != "root", "a small disk cannot be mounted here: that takes root on Linux, with CAP_SYS_ADMIN");
        using (var chown = Process.Start("chown", ["postgres", disk.Folder]))
            await chown.WaitForExitAsync();
        await using var postgres = await PostgresServer.Start();
        await using var server = await TestServer.Start(sets:
        [
            "pushy.storage.provider=postgresql", $"pushy.storage.connection-string={await postgres.Create("pushy")}", "pushy.jobs.ask-timeout=5s", "pushy.jobs.linger=0s",
        ]);
        await server.User("alice", admin: true);
        var org = new JobOrganization(server, (await server.Services.GetRequiredService<IDirectory>().FindOrganization("acme", default))!);
        await using (var data = new DataConnection(server.Services.GetRequiredService<Database>().JournalOptions))
        {
            await data.ExecuteAsync($"create tablespace tiny location '{disk.Folder}'");
            await data.ExecuteAsync("alter table journal set tablespace tiny");
        }

        disk.Fill();
        var acknowledged = new List<string>();
        var refused = await Fill(org, acknowledged);
        Assert.Equal((503, """{"error":["storage is unavailable, try again"]}"""), (refused.Status, refused.Body));
        Assert.Equal(503, (await Post(org)).Status);

        var readiness = await SignedClient.Send(server.Address, "GET", "/readyz", null);
        Assert.Equal((503, """{"ready":false,"reasons":["the database takes no writes"]}"""), (readiness.Status, readiness.Body));
        Assert.Contains("No space left on device", Assert.Single(server.Services.GetRequiredService<BackgroundLoops>().Complaints, one => one.StartsWith("the database takes no writes", StringComparison.Ordinal)), StringComparison.Ordinal);

        disk.Free();
        await Eventually.See(() => SignedClient.Send(server.Address, "GET", "/readyz", null), reply => reply.Status == 200);   // by itself: nobody posts to a host that is not ready
        await Eventually.See(() => Post(org), reply => reply.Status == 201);
        foreach (var id in acknowledged)
            await org.Job(id, "quorum_failed");
    }

    /// <summary>Posts until one is refused.</summary>
    private static async Task<Reply> Fill(JobOrganization org, List<string> acknowledged)
    {
        while (await Post(org) is var reply)
        {
            if (reply.Status != 201)
                return reply;
            acknowledged.Add(reply.Header("Location")![^32..]);
            Assert.True(acknowledged.Count < MostJobs, "the disk takes all");
        }

        throw new UnreachableException();
    }

    private static Task<Reply> Post(JobOrganization org) =>
        org.Alice.Post(org.Jobs, $$"""{"command":"{{Convert.ToBase64String(RandomNumberGenerator.GetBytes(CommandBytes))}}","nodes":["web1"]}""");
}
