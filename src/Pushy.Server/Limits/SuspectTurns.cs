using Pushy.Server.Gateway;

namespace Pushy.Server.Limits;

/// <summary>
/// Turns at checking the signatures of suspects: of one address and name one at a time, and of all together on half of the processors at
/// most. Each waits on its own connection, in the order of coming: whoever is right gets through, however many are wrong, and those do not
/// keep the server from its work.
/// </summary>
public sealed class SuspectTurns
{
    private readonly SemaphoreSlim[] _lanes;

    public SuspectTurns()
        : this(Math.Max(1, Environment.ProcessorCount / 2))
    {
    }

    internal SuspectTurns(int lanes) => _lanes = [.. Enumerable.Range(0, lanes).Select(_ => new SemaphoreSlim(1))];

    /// <summary>To be disposed of when the signature is checked; null for who is no suspect, and need not wait.</summary>
    internal ValueTask<IDisposable?> Take(RequestContext context) =>
        context.IsSuspect ? Take(SignInClaim.Of(context), context.Aborted) : ValueTask.FromResult<IDisposable?>(null);

    internal async ValueTask<IDisposable?> Take(SignInClaim claim, CancellationToken ct)
    {
        var lane = _lanes[(uint)claim.GetHashCode() % (uint)_lanes.Length];
        await lane.WaitAsync(ct);
        return new Turn(lane);
    }

    private sealed class Turn(SemaphoreSlim lane) : IDisposable
    {
        public void Dispose() => lane.Release();
    }
}
