using Pushy.Chaos.Faults;
using Pushy.Tests.Shared;

namespace Pushy.Chaos.Disks;

/// <summary>
/// The disk of a run's database: its tables are in a tablespace on a small one, so that it can be full. PostgreSQL's own files and its log of writes are
/// not: where those find no room, PostgreSQL ends itself, and that is <see cref="FaultKind.DatabaseStopped"/>.
/// </summary>
internal static class DatabaseDiskOf
{
    /// <summary>Half an hour of jobs takes a third of it.</summary>
    private const int Mebibytes = 384;

    /// <returns>Null where it is not wanted or not possible.</returns>
    public static async Task<SmallDisk?> MountAsync(IReadOnlyList<FaultKind> faults, CancellationToken ct)
    {
        if (!faults.Contains(FaultKind.DatabaseDiskFull))
            return null;
        var folder = Directory.CreateTempSubdirectory("pushy-disk-").FullName;
        var log = folder + ".log";
        var disk = await SmallDisk.MountAsync(folder, Mebibytes, log, ct);
        File.Delete(log);
        if (disk is null)
            Directory.Delete(folder);
        return disk;
    }

    /// <returns>The connection string.</returns>
    public static Task<string> CreateAsync(PostgresServer postgres, SmallDisk? disk, string database) =>
        disk is null ? postgres.Create(database) : postgres.CreateOn(Path.Combine(disk.Folder, "tables"), database);
}
