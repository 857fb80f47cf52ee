using Pushy.Server.Tests.Storage;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Directories.Rest;

/// <summary>As <see cref="DirectoryServer"/>, on PostgreSQL; nothing when it is not installed.</summary>
public sealed class PostgresDirectoryServer : DirectoryServer
{
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
public sealed class PostgresDirectoryTests : ICollectionFixture<PostgresDirectoryServer>
{
    public const string Name = "directory over REST on PostgreSQL";
    public const string Missing = "PostgreSQL is not installed (Debian: apt-get install postgresql)";
}
