using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Pushy.Server.Directories;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Upgrade;

/// <summary>
/// Makes the golden databases of this build, see CONTRIBUTING.md. Not a test of anything: it writes into the source folder, and only when
/// the environment names one: <c>PUSHY_MAKE_GOLDEN=tests/Pushy.Server.Tests/vectors/upgrade</c>.
/// </summary>
public sealed class GoldenMaker
{
    private static readonly string? Target = Environment.GetEnvironmentVariable("PUSHY_MAKE_GOLDEN");

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [SkippableFact]
    public async Task The_golden_databases_are_made_of_this_build()
    {
        Skip.If(Target is null, "PUSHY_MAKE_GOLDEN does not say where to");
        Skip.If(PostgresServer.Programs is null, "PostgreSQL is not installed");
        await Sqlite(Folder("sqlite"));
        await Postgres(Folder("postgresql"));
    }

    private static string Folder(string database) =>
        Path.GetFullPath(Path.Combine(Target!, Schema.Newest.ToString(CultureInfo.InvariantCulture), database));

    private static async Task Sqlite(string folder)
    {
        await using var server = await TestServer.Start(sets: GoldenJobs.Sets);
        await Make(server, folder);
        foreach (var name in new[] { "pushy", "journal" })
        {
            await using var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(server.Folder, $"{name}.db"), Pooling = false }.ToString());
            await database.OpenAsync();
            await using var command = database.CreateCommand();
            var copy = Path.Combine(folder, $"{name}.golden.db");
            File.Delete(copy);
            command.CommandText = $"vacuum into '{copy}'";
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task Postgres(string folder)
    {
        await using var postgres = await PostgresServer.Start();
        var connection = await postgres.Create("golden");
        await using (var server = await TestServer.Start(sets: [.. GoldenJobs.Sets, "pushy.storage.provider=postgresql", $"pushy.storage.connection-string={connection}"]))
            await Make(server, folder);
        await postgres.Dump("golden", Path.Combine(folder, "golden.sql"));
    }

    private static async Task Make(TestServer server, string folder)
    {
        await server.User("alice", admin: true);
        foreach (var node in new[] { "web1", "web2", "web3" })
            await server.Node(node);
        var acme = await ((IDirectory)server.Services.GetService(typeof(IDirectory))!).FindOrganization("acme", default);
        var jobs = await GoldenJobs.Make(new JobOrganization(server, acme!));
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "jobs.json"), JsonSerializer.Serialize(jobs, Indented) + "\n");
    }
}
