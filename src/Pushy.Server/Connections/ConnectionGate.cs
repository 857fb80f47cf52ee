using System.Net;
using Pushy.Server.Configuration;
using Pushy.Server.Limits;

namespace Pushy.Server.Connections;

/// <summary>
/// Counts connections from their first moment to their last. Those on which nobody has signed in count for their address too, so that one address cannot take them all; a proxy of
/// ours and this machine itself stand for many and are not counted so. Where all places are taken, the oldest connection on which no request has come makes room for a new one.
/// </summary>
internal sealed class ConnectionGate(ConnectionPlan plan, HttpOptions options, TimeProvider clock, ILogger<ConnectionGate> log)
{
    /// <summary>Connections that may be on their way out for new ones; they keep their sockets for a moment, out of what the plan reserves.</summary>
    private const int MostLeaving = 64;

    private readonly Lock _lock = new();

    /// <summary>Those on which no request has come, the oldest first.</summary>
    private readonly LinkedList<ConnectionSlot> _silent = [];
    private readonly Dictionary<IPAddress, int> _unknown = [];
    private long _open;
    private int _leaving;
    private long _refused;
    private readonly NowAndThen _saying = new(clock);

    /// <summary>Connections now.</summary>
    public long Open => Interlocked.Read(ref _open);

    /// <summary>Null when there may be no such connection now.</summary>
    public ConnectionSlot? TryEnter(EndPoint? remote)
    {
        var network = CountedAs((remote as IPEndPoint)?.Address);
        ConnectionSlot? silent = null;
        lock (_lock)
        {
            var ofNetwork = network is null ? 0 : _unknown.GetValueOrDefault(network);
            var isFull = _open - _leaving >= plan.Most;
            if (ofNetwork >= options.MaxConnectionsPerAddress || (isFull && (silent = OldestSilent()) is null))
            {
                _refused++;
                return Refuse(network, isFull);
            }

            _open++;
            if (network is not null)
                _unknown[network] = ofNetwork + 1;
        }

        silent?.MakeRoom();
        return new ConnectionSlot(this, network);
    }

    /// <summary>No request has come on it yet.</summary>
    internal void IsSilent(LinkedListNode<ConnectionSlot> slot)
    {
        lock (_lock)
            _silent.AddLast(slot);
    }

    internal void Heard(LinkedListNode<ConnectionSlot> silent)
    {
        lock (_lock)
        {
            if (silent.List is not null)
                _silent.Remove(silent);
        }
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

    internal void Left(ConnectionSlot slot)
    {
        lock (_lock)
        {
            _open--;
            if (slot.MakesRoom)
                _leaving--;
        }
    }

    /// <summary>Null where there is none, or where as many are leaving as may.</summary>
    private ConnectionSlot? OldestSilent()
    {
        if (_leaving >= MostLeaving || _silent.First is not { Value: var oldest })
            return null;
        _silent.RemoveFirst();
        _leaving++;
        oldest.MakesRoom = true;
        if (_saying.MayBeSaid())
            log.LogWarning("there are {Most} connections, which is the most: the oldest on which no request has come make room for new ones", plan.Most);
        return oldest;
    }

    /// <summary>Said now and then: there may be thousands a second.</summary>
    private ConnectionSlot? Refuse(IPAddress? network, bool isFull)
    {
        if (!_saying.MayBeSaid())
            return null;
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
