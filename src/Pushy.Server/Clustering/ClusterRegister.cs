using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Pushy.Server.Configuration;
using Pushy.Server.Storage;

namespace Pushy.Server.Clustering;

/// <summary>A start of a host, as the register has it.</summary>
/// <param name="Address">HOST:PORT.</param>
/// <param name="Incarnation">Of the start, 32 hex digits.</param>
/// <param name="Version">Of the program.</param>
public sealed record HostIdentity(string Address, string Incarnation, string Version);

/// <summary>
/// Which hosts are in the cluster, by what they write into the database that all of them share. It decides who may form a cluster where there is
/// none, so that hosts which start at the same time, or cannot reach each other, do not form two (docs/decisions/0100).
/// </summary>
public sealed class ClusterRegister(Database database, TimeProvider time)
{
    /// <summary>How often a host writes that it is there.</summary>
    public static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(2);

    /// <summary>A host that has not written for so long is gone.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(10);

    /// <summary>"pushy" in ASCII, and one more: not the schema's lock, which is held while a host starts.</summary>
    private const long PostgresLock = 0x7075736879 + 1;

    /// <summary>Whose cluster this database is; the first host's word counts.</summary>
    /// <returns>The cluster's id, 32 hex digits.</returns>
    /// <exception cref="ConfigurationException">It is another cluster's.</exception>
    public async Task<string> Claim(string name, CancellationToken ct)
    {
        await using var data = database.Open();
        if (await data.Cluster.FirstOrDefaultAsync(ct) is not { } row)
        {
            try
            {
                await data.InsertAsync(new ClusterRow { One = ClusterRow.TheOne, Id = Guid.NewGuid().ToString("N"), Name = name, Epoch = 0 }, token: ct);
            }
            catch (Exception e) when (StorageFaults.IsDuplicate(e))
            {
            }

            row = await data.Cluster.FirstAsync(ct);
        }

        return row.Name == name
            ? row.Id
            : throw new ConfigurationException($"pushy.cluster.name: this database is that of cluster '{row.Name}', and not of '{name}'; allowed is the cluster's own name");
    }

    /// <summary>Refuses a server that is no host of a cluster on a database that a cluster uses now.</summary>
    /// <exception cref="ConfigurationException">It does.</exception>
    public async Task CheckUnused(CancellationToken ct)
    {
        await using var data = database.Open();
        if (await Live(data, ct) is [var host, ..])
            throw new ConfigurationException($"pushy.cluster.enabled: this database is in use by a cluster (host {host.Address} was there a moment ago); allowed is true, or another database");
    }

    /// <summary>All hosts that the register has, those that are gone included, and the database's time.</summary>
    public async Task<(IReadOnlyList<ClusterHostRow> Hosts, DateTimeOffset Now)> Read(CancellationToken ct)
    {
        await using var data = database.Open();
        var now = await Now(data, ct);
        return (await data.ClusterHosts.OrderBy(host => host.Address).ToListAsync(ct), StoredTime.FromStored(now));
    }

    /// <summary>Asks whether this host may form a cluster. If it may, it is in the register from then on.</summary>
    /// <returns>Other hosts that are there and have to be joined, none: it may; and the cluster's epoch.</returns>
    public async Task<(IReadOnlyList<HostAddress> Others, long Epoch)> TryForm(HostIdentity self, CancellationToken ct)
    {
        await using var data = database.Open();
        await using var transaction = await data.BeginTransactionAsync(ct);
        if (database.Provider == StorageProvider.PostgreSql)
            await data.ExecuteAsync($"select pg_advisory_xact_lock({PostgresLock})", ct);   // with SQLite, the transaction is one
        var others = (await Live(data, ct)).Where(host => host.Address != self.Address).Select(host => HostAddress.TryParse(host.Address)).OfType<HostAddress>().ToList();
        if (others.Count == 0)
        {
            await data.ClusterHosts.DeleteAsync(ct);   // whoever is in it vanished
            await Write(data, self, ct);
            await data.Cluster.Set(row => row.Epoch, row => row.Epoch + 1).UpdateAsync(ct);
        }

        var epoch = await Epoch(data, ct);
        await transaction.CommitAsync(ct);
        return (others, epoch);
    }

    /// <summary>This host is there.</summary>
    /// <returns>The cluster's epoch now. If it is a later one than when this host joined, others took it for gone and formed the cluster anew.</returns>
    public async Task<long> Beat(HostIdentity self, CancellationToken ct)
    {
        await using var data = database.Open();
        await Write(data, self, ct);
        return await Epoch(data, ct);
    }

    /// <summary>This start of the host is over.</summary>
    public async Task Leave(HostIdentity self, CancellationToken ct)
    {
        await using var data = database.Open();
        await data.ClusterHosts.Where(host => host.Address == self.Address && host.Incarnation == self.Incarnation).DeleteAsync(ct);
    }

    private async Task Write(PushyData data, HostIdentity self, CancellationToken ct)
    {
        var now = await Now(data, ct);
        var known = await data.ClusterHosts.Where(host => host.Address == self.Address && host.Incarnation == self.Incarnation).Set(host => host.SeenAt, now).UpdateAsync(ct);
        if (known > 0)
            return;
        await data.ClusterHosts.InsertOrUpdateAsync(
            () => new ClusterHostRow { Address = self.Address, Incarnation = self.Incarnation, Version = self.Version, StartedAt = now, SeenAt = now },
            _ => new ClusterHostRow { Address = self.Address, Incarnation = self.Incarnation, Version = self.Version, StartedAt = now, SeenAt = now },
            ct);
    }

    private static Task<long> Epoch(PushyData data, CancellationToken ct) => data.Cluster.Select(row => row.Epoch).FirstOrDefaultAsync(ct);

    private async Task<List<ClusterHostRow>> Live(PushyData data, CancellationToken ct)
    {
        var since = await Now(data, ct) - (long)StaleAfter.TotalMicroseconds;
        return await data.ClusterHosts.Where(host => host.SeenAt > since).OrderBy(host => host.Address).ToListAsync(ct);
    }

    /// <summary>The database's clock, for hosts' clocks differ and jump. SQLite has this machine's.</summary>
    private async Task<long> Now(PushyData data, CancellationToken ct) => database.Provider == StorageProvider.PostgreSql
        ? await data.ExecuteAsync<long>("select (extract(epoch from clock_timestamp()) * 1000000)::bigint", ct)
        : time.GetUtcNow().ToStored();
}
