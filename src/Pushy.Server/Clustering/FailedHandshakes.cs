using Akka;
using Akka.Actor;

namespace Pushy.Server.Clustering;

/// <summary>
/// Akka shuts a host down whose TLS handshake with another failed: the certificates must be wrong. But a handshake fails as well when the other
/// host is killed in the middle of it, or the network goes; then one dead host would take the others with it. So that shutdown waits in its first
/// phase until this host has a reason of its own to stop, and goes on as that one (docs/decisions/0101). Hosts with wrong certificates stay outside,
/// and say so.
/// </summary>
internal sealed class FailedHandshakes
{
    /// <summary>Akka's reason.</summary>
    private const string Reason = "TlsHandshakeFailureReason";

    private readonly TaskCompletionSource<Done> _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Before any host is talked to.</summary>
    public void HoldBack(CoordinatedShutdown shutdown) => shutdown.AddTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind, "failed-handshakes", () => shutdown.ShutdownReason?.GetType().Name == Reason ? _stopping.Task : Task.FromResult(Done.Instance));

    /// <summary>This host stops now.</summary>
    public void LetGo() => _stopping.TrySetResult(Done.Instance);
}
