using Pushy.Server.Tests.Jobs;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Storage;

/// <summary><see cref="JobServer"/> on a PostgreSQL of its own; nothing where PostgreSQL is not installed.</summary>
public sealed class PostgresJobServer : JobServer
{
    public const string Missing = "PostgreSQL is not installed (Debian: apt-get install postgresql)";

    private PostgresServer? _postgres;

    public override async Task InitializeAsync()
    {
        if (PostgresServer.Programs is null)
            return;
        _postgres = await PostgresServer.Start();
        await Start(["pushy.storage.provider=postgresql", $"pushy.storage.connection-string={await _postgres.Create("pushy")}"]);
    }

    public override async Task DisposeAsync()
    {
        if (_postgres is null)
            return;
        await base.DisposeAsync();
        await _postgres.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class OnPostgres : ICollectionFixture<PostgresJobServer>
{
    public const string Name = "postgresql";
}
