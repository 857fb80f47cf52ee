using System.Net;
using Pushy.Server.Configuration;
using Pushy.Server.Gateway;
using Pushy.Server.Limits;

namespace Pushy.Server.Admission;

/// <summary>What can be said of a sender while the body is still on its way.</summary>
internal abstract record Sender
{
    /// <summary>Nobody who is known: the request says nothing of the kind, or something that is wrong.</summary>
    public sealed record Stranger : Sender
    {
        public static Stranger Instance { get; } = new();
    }

    /// <summary>A signature in a name that exists; whether it is one shows only with the body's last byte.</summary>
    public sealed record Claimed : Sender
    {
        public static Claimed Instance { get; } = new();
    }

    /// <summary>Proven by a token or a session; or in the name of somebody who signed rightly from the same address not long ago.</summary>
    /// <param name="Name">Organization and name, and the address where that counts.</param>
    public sealed record Known(string Name) : Sender;

    private Sender()
    {
    }
}

/// <summary>
/// How many bytes of bodies are in memory at the same time. Strangers, those who claim a name and those who are known have a share each, so that no kind takes what is the others';
/// and within a share no address, and among the known no name, may have more than its part. At the bound a request gets 503: it is never waited for room.
/// </summary>
public sealed class BodyBudget(HttpOptions options)
{
    private readonly Lock _lock = new();

    /// <summary>No entry is without bytes, so there are no more of them than bytes.</summary>
    private readonly Dictionary<Pot, long> _held = [];

    /// <summary>Bytes held now, of all; for tests.</summary>
    public long Held
    {
        get
        {
            lock (_lock)
                return _held.Where(one => one.Key.Of is null).Sum(one => one.Value);
        }
    }

    /// <summary>For one request's body; what was taken is given back when it is disposed of.</summary>
    internal BodyRoom Open(Sender sender, IPAddress remote)
    {
        var address = RequestLimits.Network(remote);
        return new BodyRoom(this, sender switch
        {
            Sender.Stranger => [new Pot(Share.Stranger, null), new Pot(Share.Stranger, address)],
            Sender.Claimed => [new Pot(Share.Claimed, null), new Pot(Share.Claimed, address)],
            Sender.Known { Name: var name } => [new Pot(Share.Known, null), new Pot(Share.Known, name)],
            _ => throw new InvalidOperationException("there is no other kind of sender"),
        });
    }

    /// <summary>Null when they are taken.</summary>
    internal Refusal? Take(Pot[] pots, int bytes)
    {
        lock (_lock)
        {
            foreach (var pot in pots)
            {
                if (_held.GetValueOrDefault(pot) + bytes > LimitOf(pot))
                    return pot.Of is null ? Refusal.NoRoomForBodies : Refusal.NoRoomForSender;
            }

            foreach (var pot in pots)
                _held[pot] = _held.GetValueOrDefault(pot) + bytes;
            return null;
        }
    }

    internal void Return(Pot[] pots, int bytes)
    {
        lock (_lock)
        {
            foreach (var pot in pots)
            {
                if (_held[pot] == bytes)
                    _held.Remove(pot);
                else
                    _held[pot] -= bytes;
            }
        }
    }

    /// <summary>One body always has room where there is no other, whatever the settings say.</summary>
    private long LimitOf(Pot pot) => Math.Max(options.MaxBodyBytes, pot.Of is null ? options.BodyMemory : options.BodyMemoryPerSender);

    internal enum Share
    {
        Stranger,
        Claimed,
        Known,
    }

    /// <param name="Share">Whose.</param>
    /// <param name="Of">An address or a name; null: the whole share.</param>
    internal readonly record struct Pot(Share Share, object? Of);
}
