using Microsoft.Data.Sqlite;
using Npgsql;
using Pushy.Server.Storage;

namespace Pushy.Server.Tests.Storage;

/// <summary>What a database says when it cannot, told from what it says of a mistake in our own statements.</summary>
public sealed class StorageFaultsTests
{
    [Theory]
    [InlineData("28P01")]   // password changed
    [InlineData("28000")]   // pg_hba.conf lets nobody in
    [InlineData("3D000")]   // the database was dropped
    [InlineData("40001")]   // serialization failure
    [InlineData("40P01")]   // deadlock
    [InlineData("42501")]   // a right was taken
    [InlineData("53100")]   // disk full
    [InlineData("53300")]   // too many connections
    [InlineData("55P03")]   // lock not available
    [InlineData("57P01")]   // admin shutdown
    [InlineData("57014")]   // statement timeout
    [InlineData("58030")]   // I/O error
    [InlineData("25006")]   // read-only
    [InlineData("08006")]   // connection failure
    [InlineData("XX000")]   // internal error
    [InlineData("XX001")]   // data corrupted
    [InlineData("F0000")]   // configuration file error
    public void What_PostgreSQL_cannot_do_now_is_no_mistake_of_ours(string state) =>
        Assert.True(StorageFaults.IsUnavailable(new InvalidOperationException("wrapped", new PostgresException("no", "ERROR", "ERROR", state))));

    [Theory]
    [InlineData("42601")]   // syntax error
    [InlineData("42P01")]   // undefined table
    [InlineData("23505")]   // unique violation
    [InlineData("22001")]   // string too long
    [InlineData("0A000")]   // feature not supported
    public void A_wrong_statement_is_a_mistake_of_ours(string state) =>
        Assert.False(StorageFaults.IsUnavailable(new PostgresException("no", "ERROR", "ERROR", state)));

    [Theory]
    [InlineData(3, true)]     // permission denied
    [InlineData(5, true)]     // busy
    [InlineData(7, true)]     // no memory
    [InlineData(8, true)]     // read-only
    [InlineData(10, true)]    // I/O error
    [InlineData(11, true)]    // corrupt
    [InlineData(13, true)]    // full
    [InlineData(14, true)]    // cannot open
    [InlineData(26, true)]    // not a database
    [InlineData(1, false)]    // SQL error
    [InlineData(19, false)]   // constraint
    [InlineData(21, false)]   // misuse
    public void SQLite_likewise(int code, bool isUnavailable) => Assert.Equal(isUnavailable, StorageFaults.IsUnavailable(new SqliteException("no", code)));
}
