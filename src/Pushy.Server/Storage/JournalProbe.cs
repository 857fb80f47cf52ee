using LinqToDB;
using LinqToDB.Data;
using Pushy.Server.Configuration;

namespace Pushy.Server.Storage;

/// <summary>Tells a job that does not answer from a journal that takes no writes.</summary>
public sealed class JournalProbe(Database database)
{
    /// <summary>Whether a write could begin now. Asked only when something is wrong already.</summary>
    public async Task<bool> IsWritable()
    {
        try
        {
            await using var connection = new DataConnection(new DataOptions().UseConnectionString(database.ProviderName, database.JournalConnectionString));
            await connection.ExecuteAsync(database.Provider == StorageProvider.Sqlite ? "BEGIN IMMEDIATE" : "BEGIN");
            await connection.ExecuteAsync("ROLLBACK");
            return true;
        }
        catch (Exception e) when (StorageFaults.IsUnavailable(e))
        {
            return false;
        }
    }
}
