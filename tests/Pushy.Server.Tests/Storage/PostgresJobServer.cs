using Pushy.Server.Tests.Jobs;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Storage;

/// <summary><see cref="JobServer"/> on a PostgreSQL database of its own; nothing where PostgreSQL is not installed.</summary>
public sealed class PostgresJobServer : JobServer
{
    public const string Missing = "PostgreSQL is not installed (Debian: apt-get install postgresql)";

    public override async Task InitializeAsync()
    {
        if (PostgresServer.Programs is null)
            return;
        await Start(["pushy.storage.provider=postgresql", $"pushy.storage.connection-string={await SharedPostgres.Take()}"]);
    }

    public override async Task DisposeAsync()
    {
        if (PostgresServer.Programs is null)
            return;
        await base.DisposeAsync();
        await SharedPostgres.Return();
    }
}

[CollectionDefinition(Name)]
public sealed class OnPostgres : ICollectionFixture<PostgresJobServer>
{
    public const string Name = "postgresql";
}
