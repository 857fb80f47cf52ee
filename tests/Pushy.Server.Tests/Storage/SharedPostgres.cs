using System.Globalization;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Storage;

/// <summary>One PostgreSQL for all tests of this assembly that want a database of their own. It starts with the first of them and ends with the last.</summary>
internal static class SharedPostgres
{
    private static readonly SemaphoreSlim Gate = new(1);
    private static PostgresServer? _server;
    private static int _users;
    private static int _databases;

    /// <returns>Connection string of a new, empty database.</returns>
    public static async Task<string> Take()
    {
        await Gate.WaitAsync();
        try
        {
            _server ??= await PostgresServer.Start();
            _users++;
            return await _server.Create(string.Create(CultureInfo.InvariantCulture, $"pushy{++_databases}"));
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>Puts what a dump has into a database that was taken.</summary>
    public static Task Fill(string connection, string dump) => _server!.Fill(new Npgsql.NpgsqlConnectionStringBuilder(connection).Database!, dump);

    /// <summary>What was taken is not used any more.</summary>
    public static async Task Return()
    {
        await Gate.WaitAsync();
        try
        {
            if (--_users > 0)
                return;
            await _server!.DisposeAsync();
            _server = null;
        }
        finally
        {
            Gate.Release();
        }
    }
}
