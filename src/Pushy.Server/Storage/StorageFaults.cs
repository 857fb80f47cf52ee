using Microsoft.Data.Sqlite;
using Npgsql;

namespace Pushy.Server.Storage;

/// <summary>Which exceptions mean "not now" rather than a mistake of ours.</summary>
public static class StorageFaults
{
    /// <summary>
    /// Primary result codes of SQLite that our own statements cause: error, empty, too big, constraint, mismatch, misuse, range. All others come from the file, its
    /// disk, its locks or its rights (https://www.sqlite.org/rescode.html).
    /// </summary>
    private static readonly int[] OurSqliteErrors = [1, 16, 18, 19, 20, 21, 25];

    /// <summary>
    /// Classes of PostgreSQL's error codes that our own statements cause: feature not supported, cardinality, data, integrity, SQL statement state, syntax or
    /// access rule. All others come from the server, its disk, its settings, its rights or other transactions (https://www.postgresql.org/docs/current/errcodes-appendix.html).
    /// </summary>
    private static readonly string[] OurPostgresClasses = ["0A", "21", "22", "23", "26", "42"];

    /// <summary>Whether the same request can succeed later, or once somebody has mended the database, though this program stays as it is.</summary>
    public static bool IsUnavailable(Exception exception) => exception switch
    {
        StorageUnavailableException => true,
        SqliteException sqlite => !OurSqliteErrors.Contains(sqlite.SqliteErrorCode),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => true,   // of class 42, but a right that somebody took
        PostgresException { SqlState: var state } => !OurPostgresClasses.Contains(state[..Math.Min(2, state.Length)]),
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
