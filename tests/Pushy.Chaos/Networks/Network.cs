using System.Net;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.Chaos.Networks;

/// <summary>Wires before hosts and database, and the lines that they obey: one a pair of hosts, one a host to its database, one a host to all agents.</summary>
internal sealed class Network : IAsyncDisposable
{
    private readonly List<Wire> _wires = [];
    private readonly Line[,] _pairs;
    private readonly Func<IReadOnlyList<int?>> _pids;

    /// <param name="database">Port of the database.</param>
    /// <param name="pids">Process ids of hosts, by index; null for one that does not run.</param>
    public Network(int hosts, int database, Func<IReadOnlyList<int?>> pids)
    {
        (Hosts, _pids, _pairs) = (hosts, pids, new Line[hosts, hosts]);
        Http = [.. All(() => new Uri($"http://127.0.0.1:{Ports.Free()}"))];
        ForAgents = [.. All(() => new Uri($"http://127.0.0.1:{Ports.Free()}"))];
        Public = [.. Enumerable.Range(0, hosts).Select(FreeOf)];
        Bound = [.. Enumerable.Range(0, hosts).Select(FreeOf)];
        Database = [.. All(Free)];
        ToDatabase = [.. All(() => new Line())];
        ToAgents = [.. All(() => new Line())];
        for (var host = 0; host < hosts; host++)
            LayWires(host, database);
    }

    public int Hosts { get; }

    /// <summary>Where clients find each host, without a wire between.</summary>
    public IReadOnlyList<Uri> Http { get; }

    /// <summary>Where agents find each host.</summary>
    public IReadOnlyList<Uri> ForAgents { get; }

    /// <summary>Where hosts find each other.</summary>
    public IReadOnlyList<IPEndPoint> Public { get; }

    /// <summary>Where each host really listens to others.</summary>
    public IReadOnlyList<IPEndPoint> Bound { get; }

    /// <summary>Where each host finds the database.</summary>
    public IReadOnlyList<IPEndPoint> Database { get; }

    public IReadOnlyList<Line> ToDatabase { get; }

    public IReadOnlyList<Line> ToAgents { get; }

    /// <summary>The line of two hosts; the lower index is its first party.</summary>
    public Line Pair(int one, int other) => _pairs[Math.Min(one, other), Math.Max(one, other)];

    /// <summary>The direction from one host to another.</summary>
    public Gate Gate(int from, int to) => from < to ? Pair(from, to).There : Pair(from, to).Back;

    public void HealAll()
    {
        foreach (var line in _pairs.Cast<Line?>().OfType<Line>().Concat(ToDatabase).Concat(ToAgents))
            line.Heal();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var wire in _wires)
            await wire.DisposeAsync();
    }

    /// <summary>Each host has an address of its own, and so a certificate of its own.</summary>
    private static IPEndPoint FreeOf(int host) => new(new IPAddress([127, 0, 0, (byte)(host + 1)]), Ports.Free());

    private static IPEndPoint Free() => new(IPAddress.Loopback, Ports.Free());

    private IEnumerable<T> All<T>(Func<T> make) => Enumerable.Range(0, Hosts).Select(_ => make());

    private void LayWires(int host, int database)
    {
        for (var other = host + 1; other < Hosts; other++)
            _pairs[host, other] = new Line();
        _wires.Add(new Wire(Database[host], new IPEndPoint(IPAddress.Loopback, database), _ => (ToDatabase[host], false)));
        _wires.Add(new Wire(new IPEndPoint(IPAddress.Loopback, ForAgents[host].Port), new IPEndPoint(IPAddress.Loopback, Http[host].Port), _ => (ToAgents[host], false)));
        if (Hosts > 1)
            _wires.Add(new Wire(Public[host], Bound[host], caller => LineFrom(caller, host)));
    }

    private (Line, bool)? LineFrom(IPEndPoint caller, int host)
    {
        var pids = _pids();
        if (Caller.Find(caller, pids.OfType<int>()) is not { } pid)
            return null;
        var from = pids.ToList().IndexOf(pid);
        return from == host ? null : (Pair(from, host), from > host);
    }
}
