using Pushy.Server.Configuration;
using Pushy.Server.Storage;

namespace Pushy.Server.Doctor;

/// <summary>All checks of a valid configuration, in the order in which a person would look.</summary>
internal static class Examination
{
    public static async IAsyncEnumerable<Finding> Of(
        ServerOptions options, IReadOnlyList<string> files, bool full, TimeProvider time, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var finding in VersionChecks.Of(options))
            yield return finding;
        foreach (var finding in SecretFileChecks.Of(options, files))
            yield return finding;

        var database = new Database(options.Storage);
        var storage = options.Storage.Provider == StorageProvider.Sqlite
            ? SqliteChecks.Of(options.Storage, full, time, ct)
            : PostgresChecks.Of(database, options, time, ct);
        var isThere = true;
        await foreach (var finding in storage)
        {
            isThere &= finding is not { Area: "database", Level: Level.Problem };
            yield return finding;
        }

        foreach (var finding in MachineChecks.Of(options))
            yield return finding;
        foreach (var finding in CertificateChecks.Of(options.Cluster, time.GetUtcNow()))
            yield return finding;
        foreach (var finding in CertificateChecks.Of(options.Http, time.GetUtcNow()))
            yield return finding;
        var hosts = isThere ? await ClusterChecks.Hosts(options.Cluster, database, time, ct) : [];
        foreach (var finding in await ClusterChecks.Of(options.Cluster, hosts, ct))
            yield return finding;
        foreach (var finding in await PortChecks.Of(options, hosts, ct))
            yield return finding;
    }
}
