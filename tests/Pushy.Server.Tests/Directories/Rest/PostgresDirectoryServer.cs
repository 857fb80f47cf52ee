using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Directories.Rest;

/// <summary>As <see cref="DirectoryServer"/>, on PostgreSQL; nothing when it is not installed.</summary>
public sealed class PostgresDirectoryServer : DirectoryServer
{
    private PostgresServer? _postgres;

    public override async Task InitializeAsync()
    {
        if (PostgresServer.Programs is null)
            return;
        _postgres = await PostgresServer.Start();
        await Start(["pushy.storage.provider=postgresql", $"pushy.storage.connection-string={_postgres.ConnectionString()}"]);
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
public sealed class PostgresDirectoryTests : ICollectionFixture<PostgresDirectoryServer>
{
    public const string Name = "directory over REST on PostgreSQL";
    public const string Missing = "PostgreSQL is not installed (Debian: apt-get install postgresql)";
}
