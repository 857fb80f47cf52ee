using LinqToDB.Data;
using Pushy.Server.Directories;
using Pushy.Server.Storage;

namespace Pushy.Server.Standings;

/// <summary>
/// How often the directory was changed, counted in the database: by it each host and each command on the server's machine tells all others that somebody may have
/// lost a right. Many who ask at the same time are answered by one statement.
/// </summary>
public sealed class DirectoryStamp
{
    private const int MayWait = 100_000;

    private readonly BatchedLookup<int, Count> _counts;

    public DirectoryStamp(Database database)
    {
        _counts = new(1, MayWait, async _ =>
        {
            await using var data = database.Open();
            return new Dictionary<int, Count> { [0] = new(await data.ExecuteAsync<long>("select version from directory_version")) };
        });
    }

    /// <summary>The count as it was at some time after this call began.</summary>
    public async Task<long> Read(CancellationToken ct) => (await _counts.Find(0, ct))!.Version;

    /// <summary>To be called within the transaction of a change, as its last statement: others wait for the row.</summary>
    internal static Task MoveOn(PushyData data, CancellationToken ct) => data.ExecuteAsync("update directory_version set version = version + 1", ct);

    private sealed record Count(long Version);
}
