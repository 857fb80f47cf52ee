using System.Net;
using Pushy.Server.Configuration;
using Pushy.Server.Limits;

namespace Pushy.Server.Connections;

/// <summary>
/// Counts connections from their first moment to their last. Those on which nobody has signed in count for their address too, so that one address cannot take them all; a proxy of
/// ours and this machine itself stand for many and are not counted so.
/// </summary>
internal sealed class ConnectionGate(ConnectionPlan plan, HttpOptions options, TimeProvider clock, ILogger<ConnectionGate> log)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _unknown = [];
    private long _open;
    private long _refused;
    private long? _saidAt;

    /// <summary>Connections now.</summary>
    public long Open => Interlocked.Read(ref _open);

    /// <summary>Null when there may be no such connection now.</summary>
    public ConnectionSlot? TryEnter(EndPoint? remote)
    {
        var network = CountedAs((remote as IPEndPoint)?.Address);
        lock (_lock)
        {
            var ofNetwork = network is null ? 0 : _unknown.GetValueOrDefault(network);
            if (_open >= plan.Most || ofNetwork >= options.MaxConnectionsPerAddress)
            {
                _refused++;
                return Refuse(network, _open >= plan.Most);
            }

            _open++;
            if (network is not null)
                _unknown[network] = ofNetwork + 1;
        }

        return new ConnectionSlot(this, network);
    }

    internal void IsKnown(IPAddress network)
    {
        lock (_lock)
        {
            if (_unknown[network] == 1)
                _unknown.Remove(network);
            else
                _unknown[network]--;
        }
    }

    internal void Left()
    {
        lock (_lock)
            _open--;
    }

    /// <summary>Said now and then: there may be thousands a second.</summary>
    private ConnectionSlot? Refuse(IPAddress? network, bool isFull)
    {
        if (_saidAt is { } at && clock.GetElapsedTime(at) < Quiet)
            return null;
        _saidAt = clock.GetTimestamp();
        if (isFull)
            log.LogWarning("{Refused} connections were closed at once since the last such line: there are {Most}, which is the most", _refused, plan.Most);
        else
            log.LogWarning("{Refused} connections were closed at once since the last such line: {Address} has {Most} on which nobody has signed in, which is the most", _refused, network, options.MaxConnectionsPerAddress);
        _refused = 0;
        return null;
    }

    private IPAddress? CountedAs(IPAddress? address)
    {
        if (address is null)
            return null;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(plain) || options.TrustedProxies.Contains(plain) ? null : RequestLimits.Network(plain);
    }
}
