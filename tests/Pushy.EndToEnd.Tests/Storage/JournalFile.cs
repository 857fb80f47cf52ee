using Microsoft.Data.Sqlite;

namespace Pushy.EndToEnd.Tests.Storage;

/// <summary>The journal as it lies on disk, read while no server runs.</summary>
internal static class JournalFile
{
    /// <summary>Ids of all jobs of which something is stored.</summary>
    public static async Task<IReadOnlyList<string>> JobsAsync(string data)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(data, "journal.db"), Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select distinct substr(persistence_id, 5) from journal where persistence_id like 'job-%'";
        await using var rows = await command.ExecuteReaderAsync();
        List<string> jobs = [];
        while (await rows.ReadAsync())
            jobs.Add(rows.GetString(0));
        return jobs;
    }
}
