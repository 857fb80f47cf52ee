using Pushy.Contracts.Signing;
using Pushy.Server.Configuration;
using Pushy.Server.Gateway;

namespace Pushy.Server.SignIn;

/// <summary>
/// Takes each signed request of a route that is <see cref="Route.IsOneTime"/> once, for as long as its timestamp counts;
/// docs/decisions/0183. What came to this host since its start it knows from memory, all else from the database.
/// </summary>
/// <param name="options">Bound, and how long a timestamp is taken.</param>
/// <param name="everywhere">What came to any host.</param>
/// <param name="clock">The server's.</param>
public sealed class ReplayGuard(SignInOptions options, SeenRequests everywhere, TimeProvider clock)
{
    private readonly SignedRequests _here = new(options.ReplayEntries, options.ClockSkew, clock);

    /// <summary>Requests remembered now; for tests.</summary>
    public int Count => _here.Count;

    /// <summary>
    /// Null unless it came to this host before. To be asked of what is proven, before it counts for the limits of who signed it: whoever
    /// sends somebody's request again must not use up what he may send himself.
    /// </summary>
    public Refusal? Look(RequestContext context, Credentials credentials) =>
        Guarded(context, credentials) is { } headers && _here.Has(Fingerprint(context, headers), headers.SignedAt) ? Refusal.Replayed : null;

    /// <summary>
    /// Null when it may go on. To be asked last, of what is proven, within limits and permitted: nobody else can fill the memory, or make
    /// somebody's request look old. What it let go on is used, whatever becomes of it: an answer like 504 does not say that nothing was
    /// done, and who asks again signs anew.
    /// </summary>
    public async ValueTask<Refusal?> Check(RequestContext context, Credentials credentials)
    {
        if (Guarded(context, credentials) is not { } headers)
            return null;
        return await IsNew(context, headers) switch
        {
            Freshness.New => null,
            Freshness.Seen => Refusal.Replayed,
            _ => Refusal.TooManySignedWrites,
        };
    }

    /// <summary>
    /// Whether a request, proven, comes for the first time, on any host, whatever the settings say; from now on it has come.
    /// </summary>
    internal async ValueTask<Freshness> IsNew(RequestContext context, SignedHeaders headers)
    {
        ArgumentNullException.ThrowIfNull(context);

        var request = Fingerprint(context, headers);
        var freshness = _here.Take(request, headers.SignedAt, (context.OrganizationId, headers.UserId));
        return freshness != Freshness.New || await IsNewEverywhere(request, headers.SignedAt, context.Aborted) ? freshness : Freshness.Seen;
    }

    private SignedHeaders? Guarded(RequestContext context, Credentials credentials)
    {
        ArgumentNullException.ThrowIfNull(context);
        return options.RefuseReplays && context.Route.IsOneTime && credentials is Credentials.Signature { Headers: var headers } ? headers : null;
    }

    private static UInt128 Fingerprint(RequestContext context, SignedHeaders headers) =>
        context.Fingerprint ??= headers.Fingerprint(context.Http.Request.Method, context.Path.Target, headers.Digest(context.Body.Span));

    private async Task<bool> IsNewEverywhere(UInt128 request, DateTimeOffset signedAt, CancellationToken ct)
    {
        try
        {
            return await everywhere.Add(request, signedAt + options.ClockSkew, clock.GetUtcNow(), ct);
        }
        catch (Exception)
        {
            _here.Forget(request, signedAt);   // it was not carried out, and the database says whether it may come again
            throw;
        }
    }
}
