using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Pushy.Chaos.Networks;

/// <summary>All connections between two parties, whoever of them began.</summary>
internal sealed class Line
{
    private readonly ConcurrentDictionary<Socket, byte> _sockets = [];
    private volatile bool _down;
    private long _delayTicks;

    /// <summary>From the first party to the second.</summary>
    public Gate There { get; } = new();

    public Gate Back { get; } = new();

    /// <summary>By how much each piece of a stream comes late.</summary>
    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _delayTicks));
        private set => Volatile.Write(ref _delayTicks, value.Ticks);
    }

    public bool IsDown => _down;

    /// <summary>Nothing gets through, and nobody is told.</summary>
    public void Cut()
    {
        There.Close();
        Back.Close();
    }

    public void Slow(TimeSpan delay) => Delay = delay;

    /// <summary>Ends all connections and every new one at once.</summary>
    public void Reset()
    {
        _down = true;
        foreach (var socket in _sockets.Keys)
            socket.Close(0);
    }

    public void Heal()
    {
        _down = false;
        Delay = TimeSpan.Zero;
        There.Open();
        Back.Open();
    }

    public void Add(Socket socket) => _sockets[socket] = 0;

    public void Remove(Socket socket) => _sockets.TryRemove(socket, out _);
}
