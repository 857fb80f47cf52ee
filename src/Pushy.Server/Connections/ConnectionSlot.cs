using System.Net;

namespace Pushy.Server.Connections;

/// <summary>One connection's place; requests find it among their features.</summary>
/// <param name="gate">Where it counts.</param>
/// <param name="network">Address for which it counts until somebody signs in on it; null: none.</param>
internal sealed class ConnectionSlot(ConnectionGate gate, IPAddress? network) : IDisposable
{
    private IPAddress? _network = network;
    private Waiting? _waiting;
    private int _hasLeft;

    /// <summary>Whether it is being closed for a new one. The gate's lock guards it.</summary>
    internal bool MakesRoom { get; set; }

    /// <summary>Something is done if no request comes by then, or if its place is needed before.</summary>
    public void Await(TimeProvider clock, TimeSpan patience, Action tooLate)
    {
        var silent = new LinkedListNode<ConnectionSlot>(this);
        _waiting = new Waiting(clock.CreateTimer(one => ((Action)one!)(), tooLate, patience, Timeout.InfiniteTimeSpan), tooLate, silent);
        gate.IsSilent(silent);
    }

    /// <summary>A request has come.</summary>
    public void Heard()
    {
        if (Interlocked.Exchange(ref _waiting, null) is not { } waited)
            return;
        waited.Patience.Dispose();
        gate.Heard(waited.Silent);
    }

    /// <summary>Its place is needed.</summary>
    internal void MakeRoom() => Volatile.Read(ref _waiting)?.TooLate();

    /// <summary>Somebody has signed in.</summary>
    public void IsKnown()
    {
        if (Interlocked.Exchange(ref _network, null) is { } counted)
            gate.IsKnown(counted);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _hasLeft, 1) == 1)
            return;
        Heard();
        IsKnown();
        gate.Left(this);
    }

    private sealed record Waiting(ITimer Patience, Action TooLate, LinkedListNode<ConnectionSlot> Silent);
}
