using Microsoft.Data.Sqlite;
using Pushy.Server.Configuration;
using Pushy.Server.Storage;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Storage;

/// <summary>An empty storage of one test's own that several servers may use, for tests that are the same on both databases.</summary>
public abstract class TestStorage : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-storage-").FullName;

    public string Folder => _folder;

    /// <summary>Settings of a server that uses it.</summary>
    public abstract string[] Sets { get; }

    public StorageOptions Options => PushyConfig.Load([], Sets, []).Options.Storage;

    public Database Database => new(Options);

    public abstract Task InitializeAsync();

    /// <summary>Takes over what <c>Upgrade/GoldenMaker</c> made.</summary>
    public abstract Task Load(string golden);

    public virtual Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    public override string ToString() => GetType().Name;
}

public sealed class SqliteStorage : TestStorage
{
    public override string[] Sets => [$"pushy.storage.path={Folder}"];

    public override Task InitializeAsync() => Task.CompletedTask;

    public override Task Load(string golden)
    {
        foreach (var name in new[] { "pushy", "journal" })
            File.Copy(Path.Combine(golden, "sqlite", $"{name}.golden.db"), Path.Combine(Folder, $"{name}.db"));
        return Task.CompletedTask;
    }

    public override Task DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        return base.DisposeAsync();
    }
}

/// <summary>Its tests are skipped where PostgreSQL is not installed.</summary>
public sealed class PostgresStorage : TestStorage
{
    private string? _connection;

    public PostgresStorage() => Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);

    public override string[] Sets => ["pushy.storage.provider=postgresql", $"pushy.storage.connection-string={_connection}"];

    public override async Task InitializeAsync() => _connection = await SharedPostgres.Take();

    public override Task Load(string golden) => SharedPostgres.Fill(_connection!, Path.Combine(golden, "postgresql", "golden.sql"));

    public override async Task DisposeAsync()
    {
        await SharedPostgres.Return();
        await base.DisposeAsync();
    }
}
