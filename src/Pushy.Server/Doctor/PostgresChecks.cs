using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using LinqToDB;
using LinqToDB.Data;
using Npgsql;
using Pushy.Server.Configuration;
using Pushy.Server.Storage;

namespace Pushy.Server.Doctor;

/// <summary>A PostgreSQL: whether it can be used, and those of its settings that matter.</summary>
internal static class PostgresChecks
{
    private const string Area = "database";
    private const int OldestMajor = 15;
    private const int VersionsPerMajor = 10_000;

    /// <summary>Connections of a host beside its pool: those that look whether the database is there.</summary>
    private const int Probes = 2;

    private const int RoundTrips = 5;

    /// <summary>Every vote waits for a write; with more, a job's start takes seconds.</summary>
    private static readonly TimeSpan SlowAnswer = TimeSpan.FromMilliseconds(20);

    /// <summary>Tolerances of signatures and of deadlines are far larger; but clocks that are kept do not differ so much.</summary>
    private static readonly TimeSpan ClockDiffers = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ClockIsWrong = TimeSpan.FromSeconds(10);

    public static async IAsyncEnumerable<Finding> Of(Database database, ServerOptions options, TimeProvider time, [EnumeratorCancellation] CancellationToken ct)
    {
        var where = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false };
        await using var data = new DataConnection(new DataOptions().UseConnectionString(ProviderName.PostgreSQL15, where.ConnectionString));
        var (isReached, findings) = await Reach(data, where, ct);
        foreach (var finding in findings)
            yield return finding;
        if (!isReached)
            yield break;

        yield return await Latency(data, ct);
        yield return await Writable(data, ct);
        var schema = await SchemaState.Read(data, isSqlite: false, ct);
        yield return SchemaCheck.Of(schema);
        if (await LinkChecks.Of(data, schema, ct) is { } links)
            yield return links;
        if (await LinkChecks.InUse(data, schema, time.GetUtcNow(), ct) is { } twice)
            yield return twice;
        yield return await Connections(data, where.MaxPoolSize, options.Cluster.Enabled, ct);
        yield return await Durability(data, ct);
        yield return await Clock(data, time, ct);
    }

    private static async Task<(bool IsReached, Finding[] Findings)> Reach(DataConnection data, NpgsqlConnectionStringBuilder where, CancellationToken ct)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"'{where.Database ?? where.Username}' at {where.Host}:{where.Port}");
        try
        {
            var version = await data.ExecuteAsync<int>("select current_setting('server_version_num')::int", ct);
            var size = await data.ExecuteAsync<long>("select pg_database_size(current_database())", ct);
            var text = $"PostgreSQL {version / VersionsPerMajor}.{version % VersionsPerMajor}, {name} as {where.Username}, {Sizes.Text(size)}";
            return (true,
            [
                version / VersionsPerMajor >= OldestMajor
                    ? Finding.Ok(Area, text)
                    : Finding.Problem(Area, text, string.Create(CultureInfo.InvariantCulture, $"use PostgreSQL {OldestMajor} or later")),
                Finding.Ok("disk", "the database's disk cannot be seen from here; watch it on its machine"),
            ]);
        }
        catch (Exception e) when (e is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException)
        {
            return (false, [Finding.Problem(Area, $"PostgreSQL {name} cannot be used: {e.Message}", "is it started, is pushy.storage.connection-string right, does pg_hba.conf let this machine and user in?")]);
        }
    }

    private static async Task<Finding> Latency(DataConnection data, CancellationToken ct)
    {
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < RoundTrips; i++)
        {
            var since = Stopwatch.GetTimestamp();
            await data.ExecuteAsync<int>("select 1", ct);
            var took = Stopwatch.GetElapsedTime(since);
            best = took < best ? took : best;
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"answers within {best.TotalMilliseconds:0.0} ms");
        return best < SlowAnswer ? Finding.Ok(Area, text) : Finding.Warning(Area, text, "bring the database nearer: every vote and outcome waits for it");
    }

    private static async Task<Finding> Writable(DataConnection data, CancellationToken ct)
    {
        if (await data.ExecuteAsync<bool>("select pg_is_in_recovery()", ct))
            return Finding.Problem(Area, "it is a standby, which takes no writes", "name the primary in pushy.storage.connection-string, or both with Target Session Attributes=primary");
        if (await data.ExecuteAsync<string>("select current_setting('transaction_read_only')", ct) == "on")
            return Finding.Problem(Area, "it is read-only for this user (default_transaction_read_only)", "alter role … set default_transaction_read_only = off");
        return await data.ExecuteAsync<bool>("select coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)", ct)
            ? Finding.Ok(Area, "takes writes, and this user may make tables")
            : Finding.Problem(Area, "this user may not make tables in its schema", "make it the database's owner: alter database … owner to …");
    }

    private static async Task<Finding> Connections(DataConnection data, int pool, bool clustered, CancellationToken ct)
    {
        const int Hosts = 3;
        var allowed = await data.ExecuteAsync<int>("select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int", ct);
        var perHost = pool + Probes;
        var needed = perHost * (clustered ? Hosts : 1);
        var text = string.Create(CultureInfo.InvariantCulture, $"{allowed} connections for users; {(clustered ? $"{Hosts} hosts use" : "this server uses")} up to {needed} ({perHost} a host)");
        return allowed >= needed
            ? Finding.Ok(Area, text)
            : Finding.Warning(Area, text, "raise max_connections, or lower Maximum Pool Size in pushy.storage.connection-string");
    }

    private static async Task<Finding> Durability(DataConnection data, CancellationToken ct)
    {
        var (commit, fsync) = (await Setting("synchronous_commit"), await Setting("fsync"));
        var standbys = await data.ExecuteAsync<int>("select count(*)::int from pg_stat_replication", ct);
        var text = string.Create(CultureInfo.InvariantCulture, $"synchronous_commit {commit}, fsync {fsync}, {standbys} standbys connected");
        return commit == "off" || fsync == "off"
            ? Finding.Warning(Area, text, "turn both on: an answered 201 must outlive a power cut")
            : Finding.Ok(Area, text);

        Task<string> Setting(string name) => data.ExecuteAsync<string>($"select current_setting('{name}')", ct);
    }

    /// <summary>Every host is held against the same clock, so they are held against each other.</summary>
    private static async Task<Finding> Clock(DataConnection data, TimeProvider time, CancellationToken ct)
    {
        var before = time.GetUtcNow();
        var there = StoredTime.FromStored(await data.ExecuteAsync<long>("select (extract(epoch from clock_timestamp()) * 1000000)::bigint", ct));
        var after = time.GetUtcNow();
        var ahead = before + ((after - before) / 2) - there;
        var text = string.Create(CultureInfo.InvariantCulture, $"this machine's clock is {Math.Abs(ahead.TotalSeconds):0.000} s {(ahead < TimeSpan.Zero ? "behind" : "ahead of")} the database's");
        return ahead.Duration() switch
        {
            var difference when difference > ClockIsWrong => Finding.Problem("clock", text, "set the clocks right (NTP): hosts whose clocks differ refuse each other's jobs"),
            var difference when difference > ClockDiffers => Finding.Warning("clock", text, "set the clocks right (NTP)"),
            _ => Finding.Ok("clock", text),
        };
    }
}
