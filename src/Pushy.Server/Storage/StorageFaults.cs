using Microsoft.Data.Sqlite;
using Npgsql;

namespace Pushy.Server.Storage;

/// <summary>Which exceptions mean "not now" rather than a mistake of ours.</summary>
public static class StorageFaults
{
    /// <summary>Primary result codes of SQLite: busy, locked, read-only, I/O error, full, cannot open.</summary>
    private static readonly int[] SqliteNotNow = [5, 6, 8, 10, 13, 14];

    public static bool IsUnavailable(Exception exception) => exception switch
    {
        StorageUnavailableException => true,
        SqliteException sqlite => SqliteNotNow.Contains(sqlite.SqliteErrorCode),
        // Classes 08 connection, 25006 read-only, 53 out of resources, 57 operator intervention (shutdown, timeout), 58 system error.
        PostgresException { SqlState: var state } => state[..2] is "08" or "53" or "57" or "58" || state is "25006",
        NpgsqlException => true, // no answer of the server: network, timeout, pool exhausted
        _ => exception.InnerException is { } inner && IsUnavailable(inner),
    };

    /// <summary>Whether a row with this key was there already.</summary>
    public static bool IsDuplicate(Exception exception) => exception switch
    {
        SqliteException { SqliteExtendedErrorCode: 1555 or 2067 } => true, // constraint: primary key, unique
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => true,
        _ => false,
    };

    /// <summary>Whether a row that this one needs, or that needs it, came or went at the same time.</summary>
    public static bool IsBrokenReference(Exception exception) => exception switch
    {
        SqliteException { SqliteExtendedErrorCode: 787 } => true, // constraint: foreign key
        PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation } => true,
        _ => false,
    };
}

/// <summary>The storage cannot answer now, seen by somebody who has no exception of a database to show for it. Gives 503.</summary>
public sealed class StorageUnavailableException(string message) : Exception(message);
