using LinqToDB.Data;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Storage;

/// <summary>A program that is older than what the storage was made for keeps its hands off it.</summary>
public abstract class SchemaVersionTests(TestStorage storage) : IAsyncLifetime
{
    private const long Newer = 999_999;

    private string[] Settings => [.. storage.Sets.SelectMany(set => new[] { "--set", set })];

    public Task InitializeAsync() => storage.InitializeAsync();

    public Task DisposeAsync() => storage.DisposeAsync();

    [SkippableFact]
    public async Task A_server_older_than_the_storage_does_not_start_and_says_both_versions()
    {
        var known = await MarkAsNewer();
        var started = await ServerProcess.Command(["run", .. Settings]);
        Assert.Equal((1, ""), (started.ExitCode, started.Output));
        Assert.Equal(
            $"the storage has schema {Newer}, which this pushy-server (schema {known}) does not know: a newer one has used it. "
            + "Start a pushy-server of that version or later, or restore a backup from before the upgrade (docs/server.md)\n",
            started.Error);
    }

    [SkippableFact]
    public async Task An_older_admin_command_is_refused_too_and_changes_nothing()
    {
        await MarkAsNewer();
        var made = await CommandRun.Of(["org", "create", "acme", .. Settings]);
        Assert.Equal(1, made.ExitCode);
        Assert.Contains($"the storage has schema {Newer}", made.Error, StringComparison.Ordinal);
        await using var data = storage.Database.Open();
        Assert.Equal(0, await data.ExecuteAsync<int>("select count(*) from organizations"));
    }

    /// <returns>The newest schema that this program knows.</returns>
    private async Task<long> MarkAsNewer()
    {
        var database = storage.Database;
        await Schema.Migrate(storage.Options, database, default);
        await using var data = database.Open();
        var known = await data.ExecuteAsync<long>("""select max("Version") from "VersionInfo" """);
        await data.ExecuteAsync($"""insert into "VersionInfo" ("Version", "AppliedOn", "Description") values ({Newer}, current_timestamp, 'of a later version')""");
        return known;
    }
}

public sealed class SqliteSchemaVersionTests() : SchemaVersionTests(new SqliteStorage());

public sealed class PostgresSchemaVersionTests() : SchemaVersionTests(new PostgresStorage());
