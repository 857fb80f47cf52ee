using System.Collections.Immutable;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Pushy.Domain.Clustering;
using Pushy.Server.Configuration;
using Pushy.Server.Storage;
using Pushy.Server.Storage.Migrations;

namespace Pushy.Server.Clustering;

/// <summary>A start of a host, as the register has it.</summary>
/// <param name="Address">HOST:PORT.</param>
/// <param name="Incarnation">Of the start, 32 hex digits.</param>
/// <param name="Version">Of the program.</param>
public sealed record HostIdentity(string Address, string Incarnation, string Version);

/// <summary>The register, right after a host wrote into it.</summary>
/// <param name="Epoch">How often the cluster was formed anew. If it is a later one than when this host joined, others took it for gone.</param>
/// <param name="Hosts">All hosts, this one included.</param>
/// <param name="WhyOut">Why this host has to go; null if it may stay.</param>
public sealed record RegisterSight(long Epoch, IReadOnlyList<HostReport> Hosts, string? WhyOut);

/// <summary>
/// Which hosts are in the cluster, by what they write into the database that all of them share. It decides who may form a cluster where there is
/// none, so that hosts which start at the same time, or cannot reach each other, do not form two (docs/decisions/0100).
/// </summary>
public sealed class ClusterRegister(Database database, TimeProvider time)
{
    /// <summary>How often a host writes that it is there.</summary>
    public static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(1);

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
        await using var transaction = await Lock(data, ct);
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

    /// <summary>This host is there. If it sees by the register that others have to go, it puts them out, so that all hosts can read it.</summary>
    /// <param name="uid">The cluster's unique number of this start.</param>
    /// <param name="unreachable">Addresses of hosts that it has not reached for a while.</param>
    public async Task<RegisterSight> Beat(HostIdentity self, long uid, IReadOnlyCollection<string> unreachable, CancellationToken ct)
    {
        await using var data = database.Open();
        await Write(data, self, ct, uid, unreachable);
        var sight = await See(data, self, ct);
        if (sight.Verdict.Count == 0)
            return sight.Register;

        await using var transaction = await Lock(data, ct);
        sight = await See(data, self, ct);   // another host may have decided meanwhile
        foreach (var (address, why) in sight.Verdict)
            await data.ClusterHosts.Where(host => host.Address == address && host.PutOut == null).Set(host => host.PutOut, Cut(why, M0103HostReports.MaxPutOut)).UpdateAsync(ct);
        sight = await See(data, self, ct);
        await transaction.CommitAsync(ct);
        return sight.Register;
    }

    /// <summary>This start of the host is over.</summary>
    public async Task Leave(HostIdentity self, CancellationToken ct)
    {
        await using var data = database.Open();
        await data.ClusterHosts.Where(host => host.Address == self.Address && host.Incarnation == self.Incarnation).DeleteAsync(ct);
    }

    private async Task<DataConnectionTransaction> Lock(PushyData data, CancellationToken ct)
    {
        var transaction = await data.BeginTransactionAsync(ct);
        if (database.Provider == StorageProvider.PostgreSql)
            await data.ExecuteAsync($"select pg_advisory_xact_lock({PostgresLock})", ct);   // with SQLite, the transaction is one
        return transaction;
    }

    private async Task Write(PushyData data, HostIdentity self, CancellationToken ct, long uid = 0, IReadOnlyCollection<string>? unreachable = null)
    {
        var now = await Now(data, ct);
        var gap = now - (long)Referee.DeadAfter.TotalMicroseconds;
        var lost = Cut(string.Join(' ', unreachable ?? []), M0103HostReports.MaxUnreachable);
        var known = await data.ClusterHosts
            .Where(host => host.Address == self.Address && host.Incarnation == self.Incarnation)
            .Set(host => host.SteadySince, host => host.SeenAt < gap ? now : host.SteadySince)
            .Set(host => host.SeenAt, now).Set(host => host.Uid, uid).Set(host => host.Unreachable, lost)
            .UpdateAsync(ct);
        if (known > 0)
            return;
        var row = new ClusterHostRow
        {
            Address = self.Address, Incarnation = self.Incarnation, Version = self.Version, StartedAt = now, SeenAt = now, SteadySince = now, Uid = uid, Unreachable = lost,
        };
        await data.InsertOrReplaceAsync(row, token: ct);
    }

    private async Task<(RegisterSight Register, IReadOnlyList<PutOut> Verdict)> See(PushyData data, HostIdentity self, CancellationToken ct)
    {
        var now = await Now(data, ct);
        var epoch = await Epoch(data, ct);
        var rows = await data.ClusterHosts.ToListAsync(ct);
        var own = rows.FirstOrDefault(row => row.Address == self.Address && row.Incarnation == self.Incarnation);
        ImmutableArray<HostReport> hosts = [.. rows.Select(row => new HostReport(row.Address, row.StartedAt, StoredTime.Length(now - row.SeenAt), [.. row.Unreachable.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
        {
            Uid = row.Uid,
            IsOut = row.PutOut is not null,
        })];
        return (new RegisterSight(epoch, hosts, own?.PutOut), own is null ? [] : Referee.Judge(self.Address, StoredTime.Length(now - own.SteadySince), hosts));
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    private static Task<long> Epoch(PushyData data, CancellationToken ct) => data.Cluster.Select(row => row.Epoch).FirstOrDefaultAsync(ct);

    private async Task<List<ClusterHostRow>> Live(PushyData data, CancellationToken ct)
    {
        var since = await Now(data, ct) - (long)StaleAfter.TotalMicroseconds;
        return await data.ClusterHosts.Where(host => host.SeenAt > since && host.PutOut == null).OrderBy(host => host.Address).ToListAsync(ct);
    }

    /// <summary>The database's clock, for hosts' clocks differ and jump. SQLite has this machine's.</summary>
    private async Task<long> Now(PushyData data, CancellationToken ct) => database.Provider == StorageProvider.PostgreSql
        ? await data.ExecuteAsync<long>("select (extract(epoch from clock_timestamp()) * 1000000)::bigint", ct)
        : time.GetUtcNow().ToStored();
}
