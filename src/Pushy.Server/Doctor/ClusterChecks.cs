using System.Net.Sockets;
using Pushy.Server.Clustering;
using Pushy.Server.Configuration;
using Pushy.Server.Storage;

namespace Pushy.Server.Doctor;

/// <summary>The other hosts: those that the register saw a moment ago.</summary>
internal static class ClusterChecks
{
    private const string Area = "cluster";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Hosts that run now; none where there is no register yet.</summary>
    public static async Task<IReadOnlyList<ClusterHostRow>> Hosts(ClusterOptions options, Database database, TimeProvider time, CancellationToken ct)
    {
        try
        {
            // Without a cluster, too: a server that is none does not start on a database that a cluster uses. A SQLite file is not made by looking.
            if (database.Provider == StorageProvider.Sqlite && !options.Enabled)
                return [];
            var (hosts, now) = await new ClusterRegister(database, time).Read(ct);
            return [.. hosts.Where(host => StoredTime.FromStored(host.SeenAt) > now - ClusterRegister.StaleAfter)];
        }
        catch (System.Data.Common.DbException)
        {
            return [];   // no such table yet; whatever else is wrong with the database was told
        }
    }

    public static async Task<IReadOnlyList<Finding>> Of(ClusterOptions options, IReadOnlyList<ClusterHostRow> hosts, CancellationToken ct)
    {
        if (!options.Enabled)
        {
            return hosts is [var host, ..]
                ? [Finding.Problem(Area, $"the database is in use by a cluster (host {host.Address}), and this server is none of its hosts", "set pushy.cluster.enabled = true, or use another database")]
                : [];
        }

        var others = hosts.Where(host => host.Address != options.Address.ToString()).ToList();
        var findings = new List<Finding> { Finding.Ok(Area, others.Count == 0 ? "no other host runs now" : $"other hosts run: {string.Join(", ", others.Select(host => host.Address))}") };
        findings.AddRange(others.Where(host => host.Version != ClusterHosting.Version).Select(host => Finding.Warning(
            Area, $"host {host.Address} runs {Short(host.Version)}, this program is {Short(ClusterHosting.Version)}",
            "two versions beside each other are for the time of an upgrade only: bring all hosts to one version")));
        foreach (var host in others)
            findings.Add(await Reach(host.Address, ct));
        return findings;
    }

    private static async Task<Finding> Reach(string text, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            var address = HostAddress.TryParse(text)!.Value;
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port, patience.Token);
            return Finding.Ok(Area, $"host {text} can be reached from here");
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return Finding.Problem(Area, $"host {text} runs, and cannot be reached from here: {(e is SocketException ? e.Message : "no answer within 2 s")}", "let this machine through to its cluster port (firewall, routes, name)");
        }
    }

    /// <summary>With seven digits of the commit, which is enough to tell builds of one version apart.</summary>
    private static string Short(string version) => version.IndexOf('+', StringComparison.Ordinal) is > 0 and var plus && version.Length > plus + 8 ? version[..(plus + 8)] : version;
}
