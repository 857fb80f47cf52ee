using LinqToDB;
using Pushy.Actors.Journal;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.ReadModel;

/// <summary>Rows of the job list as entries, without reading the finished jobs that are beside them.</summary>
internal static class JobListings
{
    public static IQueryable<JobListing> Of(IQueryable<JobRow> rows, string organization) => rows.Select(row => new JobListing(
        new JobId(row.Id), organization, row.Command, FinishedJobs.StatusOf(row.Status), row.RunTimeout,
        FromMicroseconds(row.CreatedAt), FromMicroseconds(row.UpdatedAt), row.User, row.Dir, row.Env, row.Capture, row.FileSpecified)
    { RequestedBy = row.CreatedBy, StarterId = row.StarterId, NodeCount = row.NodeCount, Succeeded = row.Succeeded, Failed = row.Failed });

    public static long ToMicroseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long at) => DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(at);
}

/// <summary>What indexes are made of that are on no whole column; see the server's migration.</summary>
internal static class JobColumns
{
    /// <summary>
    /// As much of a text as fits into an index: a row of one may have 2,700 bytes in PostgreSQL. Never null: asking for nulls too would keep
    /// SQLite from the index.
    /// </summary>
    [Sql.Expression("substr({0}, 1, 100)", ServerSideOnly = true, IsNullable = Sql.IsNullableType.NotNullable)]
    public static string Beginning(string text) => throw new InvalidOperationException($"of '{text}' only the database takes the beginning");

    /// <summary>
    /// The text itself, as what is no plain column: of column = value SQLite would put the value into <see cref="Beginning"/>, and find no
    /// index any more.
    /// </summary>
    [Sql.Expression("({0} || '')", ServerSideOnly = true, IsNullable = Sql.IsNullableType.NotNullable)]
    public static string Whole(string text) => throw new InvalidOperationException($"only the database takes '{text}'");
}
