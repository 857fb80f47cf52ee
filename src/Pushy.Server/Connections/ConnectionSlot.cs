using System.Net;

namespace Pushy.Server.Connections;

/// <summary>One connection's place; requests find it among their features.</summary>
/// <param name="gate">Where it counts.</param>
/// <param name="network">Address for which it counts until somebody signs in on it; null: none.</param>
internal sealed class ConnectionSlot(ConnectionGate gate, IPAddress? network) : IDisposable
{
    private IPAddress? _network = network;
    private ITimer? _patience;
    private int _hasLeft;

    /// <summary>Something is done if no request comes by then.</summary>
    public void Await(TimeProvider clock, TimeSpan patience, Action tooLate) =>
        _patience = clock.CreateTimer(one => ((Action)one!)(), tooLate, patience, Timeout.InfiniteTimeSpan);

    /// <summary>A request has come.</summary>
    public void Heard() => Interlocked.Exchange(ref _patience, null)?.Dispose();

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
        gate.Left();
    }
}
