using System.Data.Common;

namespace Pushy.Server.Backups;

/// <summary>Counts of what a storage holds. Works at any schema that a release had.</summary>
internal static class StorageContents
{
    private const string Counts = """
        select (select count(*) from organizations), (select count(*) from users), (select count(*) from clients where is_node),
               (select count(*) from jobs), (select count(*) from jobs where final_state is null)
        """;

    /// <param name="connection">Open, to the storage or to a copy.</param>
    /// <param name="hasTables">Whether there is anything to count.</param>
    public static async Task<BackupContents> Count(DbConnection connection, bool hasTables, CancellationToken ct)
    {
        if (!hasTables)
            return new BackupContents(0, 0, 0, 0, 0);
        await using var command = connection.CreateCommand();
        command.CommandText = Counts;
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new BackupContents(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
    }

    /// <summary>Whether anybody would miss it.</summary>
    public static bool IsWorthKeeping(this BackupContents contents) => contents is not { Organizations: 0, Users: 0, Jobs: 0 };
}
