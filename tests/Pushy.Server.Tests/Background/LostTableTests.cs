using LinqToDB.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pushy.Server.Background;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Storage;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Background;

/// <summary>PostgreSQL refuses a statement for a reason that is no lost connection: the host lives on, says so, and is well again by itself.</summary>
public sealed class LostTableTests
{
    [SkippableFact]
    public async Task An_error_of_the_database_ends_no_background_work_and_is_told_until_it_is_mended()
    {
        Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
        var connection = await SharedPostgres.Take();
        try
        {
            await using var server = await TestServer.Start(sets: ["pushy.storage.provider=postgresql", $"pushy.storage.connection-string={connection}"]);
            var loops = server.Services.GetRequiredService<BackgroundLoops>();
            var database = server.Services.GetRequiredService<Database>();
            await Rename(database, "host_starts", "host_starts_away");

            await Eventually.See(() => Task.FromResult(loops.Complaints), all => all.Any(one => one.StartsWith("when nodes were seen cannot be written", StringComparison.Ordinal)));
            Assert.Contains("host_starts", (await SignedClient.Send(server.Address, "GET", "/pushy/_notes", null)).Body, StringComparison.Ordinal);
            Assert.Equal(200, (await SignedClient.Send(server.Address, "GET", "/pushy/_status", null)).Status);
            Assert.False(server.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);

            await Rename(database, "host_starts_away", "host_starts");
            await Eventually.See(() => Task.FromResult(loops.Complaints), all => all.Count == 0);
        }
        finally
        {
            await SharedPostgres.Return();
        }
    }

    private static async Task Rename(Database database, string from, string to)
    {
        await using var data = database.Open();
        await data.ExecuteAsync($"alter table {from} rename to {to}");
    }
}
