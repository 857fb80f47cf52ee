using System.Runtime.InteropServices;

namespace Pushy.Cli.Processes;

/// <summary>
/// Turns the first Ctrl-C, SIGTERM, SIGHUP or SIGQUIT into a cancelled token, so that there is time to clean up. A second one ends the
/// process at once, as it would without this class.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _first;

    public StopSignals() => _registrations =
    [
        Watch(PosixSignal.SIGHUP, 1),
        Watch(PosixSignal.SIGINT, 2),
        Watch(PosixSignal.SIGQUIT, 3),
        Watch(PosixSignal.SIGTERM, 15),
    ];

    public CancellationToken Token => _stop.Token;

    /// <summary>What a process ends with that the first signal ended: 128 and its number; 128 before there was any.</summary>
    public int ExitCode => ExitCodes.SignalBase + Volatile.Read(ref _first);

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private PosixSignalRegistration Watch(PosixSignal signal, int number) => PosixSignalRegistration.Create(signal, context =>
    {
        if (Interlocked.CompareExchange(ref _first, number, 0) != 0)
            return;
        context.Cancel = true;
        _stop.Cancel();
    });
}
