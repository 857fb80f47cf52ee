using Pushy.Server.Configuration;
using Pushy.Server.Gateway;

namespace Pushy.Server.SignIn;

/// <summary>Whether a signed request is new.</summary>
internal enum Freshness
{
    New,
    Seen,

    /// <summary>No more requests can be remembered now, so it cannot be told.</summary>
    Unknown,
}

/// <summary>
/// Remembers signed writes for as long as their timestamp would be taken, a bounded number of them. At the bound it does not forget, for then
/// it would guard nothing: writes wait. What came to this host since its start it knows from memory, all else from the database.
/// </summary>
/// <param name="options">Bound, and how long a timestamp is taken.</param>
/// <param name="everywhere">What came to any host.</param>
/// <param name="clock">The server's.</param>
public sealed class ReplayGuard(SignInOptions options, SeenRequests everywhere, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly HashSet<UInt128> _seen = [];
    private readonly PriorityQueue<UInt128, DateTimeOffset> _ends = new();

    /// <summary>Requests remembered now; for tests.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _seen.Count;
        }
    }

    /// <summary>
    /// Null when it may go on. To be asked last, of what is proven, within limits and permitted: nobody else can fill the memory, or make
    /// somebody's request look old.
    /// </summary>
    public async ValueTask<Refusal?> Check(RequestContext context, Credentials credentials)
    {
        ArgumentNullException.ThrowIfNull(context);

        if (!options.RefuseReplays || context.Route.Method == "GET" || credentials is not Credentials.Signature { Headers: var headers })
            return null;
        var request = headers.Fingerprint(context.Http.Request.Method, context.Path.Target, headers.Digest(context.Body.Span));
        return Take(request, headers.SignedAt) switch
        {
            Freshness.New => await IsNewEverywhere(request, headers.SignedAt, context.Aborted) ? null : Refusal.Replayed,
            Freshness.Seen => Refusal.Replayed,
            _ => Refusal.TooManySignedWrites,
        };
    }

    private async Task<bool> IsNewEverywhere(UInt128 request, DateTimeOffset signedAt, CancellationToken ct)
    {
        try
        {
            return await everywhere.Add(request, signedAt + options.ClockSkew, clock.GetUtcNow(), ct);
        }
        catch (Exception)
        {
            Forget(request);   // it was not carried out, and may come again
            throw;
        }
    }

    private void Forget(UInt128 request)
    {
        lock (_lock)
            _seen.Remove(request);
    }

    /// <param name="request">What was signed, as <c>SignedHeaders.Fingerprint</c> makes it.</param>
    /// <param name="signedAt">The request's timestamp.</param>
    internal Freshness Take(UInt128 request, DateTimeOffset signedAt)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            while (_ends.TryPeek(out var over, out var end) && end <= now)
            {
                _ends.Dequeue();
                _seen.Remove(over);
            }

            if (_seen.Contains(request))
                return Freshness.Seen;
            if (_seen.Count >= options.ReplayEntries)
                return Freshness.Unknown;
            _seen.Add(request);
            _ends.Enqueue(request, signedAt + options.ClockSkew);
            return Freshness.New;
        }
    }
}
