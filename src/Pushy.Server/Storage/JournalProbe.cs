using LinqToDB;
using LinqToDB.Data;
using Pushy.Server.Configuration;

namespace Pushy.Server.Storage;

/// <summary>Tells a job that does not answer from a journal that takes no writes.</summary>
public sealed class JournalProbe(Database database)
{
    /// <summary>A write that changes nothing: locks and full disks show only when there is something to commit.</summary>
    private const string SqliteWrite = "PRAGMA user_version = 0";

    /// <summary>Whether it takes a write now. Asked only when something is wrong already.</summary>
    public async Task<bool> IsWritable()
    {
        try
        {
            await using var connection = new DataConnection(new DataOptions().UseConnectionString(database.ProviderName, database.JournalConnectionString));
            await connection.ExecuteAsync(database.Provider == StorageProvider.Sqlite ? SqliteWrite : "SELECT 1");
            return true;
        }
        catch (Exception e) when (StorageFaults.IsUnavailable(e))
        {
            return false;
        }
    }
}
