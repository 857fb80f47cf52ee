using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Pushy.Server.Configuration;
using Pushy.Server.Connections;
using Pushy.Server.Directories;
using Pushy.Server.Gateway;
using Pushy.Server.Limits;
using Pushy.Server.SignIn;
using Pushy.Server.Storage;

namespace Pushy.Server.Admission;

/// <summary>
/// Whether a body is read, and at whose expense (docs/decisions/0180). What can be known of a sender without the body is known before its first byte is taken.
/// A small body is read even where the answer is known already, for the order of rest-api.md §1.2 has its faults come first.
/// </summary>
public sealed class BodyAdmission(Authenticator authenticator, BodyBudget budget, JournalProbe journal, HttpOptions options, SignInOptions signIn, TimeProvider clock)
{
    /// <summary>Largest body of somebody unknown, and largest that is looked at before its sender is proven.</summary>
    public const int SmallBytes = 16 * 1024;

    private static readonly TimeSpan RememberedFor = TimeSpan.FromHours(1);

    /// <summary>Who signed rightly, and from where: strangers who use their names from elsewhere do not take their room.</summary>
    private readonly BoundedCache<(string Name, IPAddress Network), bool> _signers = new(signIn.CacheEntries, RememberedFor, clock);

    /// <summary>Whether a body is looked at before its sender is proven.</summary>
    public static bool ComesFirst(RequestContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Route.Permission == Permission.Public || context.Body.Length <= SmallBytes;
    }

    /// <summary>Whether what is left of a request is more than would be read to spare the connection.</summary>
    public static bool IsLeftUnread(HttpContext http, RequestContext? context)
    {
        ArgumentNullException.ThrowIfNull(http);
        return context is not { IsBodyRead: true } && HasBody(http) && http.Request.ContentLength is not <= SmallBytes;
    }

    /// <summary>Somebody has proven who they are.</summary>
    internal void Proven(RequestContext context, Credentials given)
    {
        context.Http.Features.Get<ConnectionSlot>()?.IsKnown();
        if (given is Credentials.Signature { Headers.UserId: var name } && HasBody(context.Http))
            _signers.Remember(Signer(context, name), true, _signers.AsOf);
    }

    /// <summary>Reads the body into the context, if there is one and it is to be read.</summary>
    /// <returns>What answers at once, and what will once the body's own faults are told; null: nothing.</returns>
    internal async ValueTask<(Refusal? Now, Refusal? Later)> Read(RequestContext context, Credentials? given)
    {
        var request = context.Http.Request;
        if (!HasBody(context.Http))
            return default;
        var most = given is null ? Math.Min(options.MaxBodyBytes, SmallBytes) : options.MaxBodyBytes;
        var beyond = Refusal.TooLarge(most);
        if (request.ContentLength > most)
            return (beyond, null);

        var (sender, later) = given is null ? (Sender.Stranger.Instance, null) : await Foresee(context, given);
        if (later is not null)
            (most, beyond) = (Math.Min(most, SmallBytes), later);
        if (request.ContentLength > most)
            return (beyond, null);

        context.Room = budget.Open(sender, context.Remote);
        using var deadline = new CancellationTokenSource(options.BodyTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.Aborted);
        try
        {
            var (body, refused) = await RequestBody.Read(request, most, beyond, context.Room, either.Token);
            context.IsBodyRead = refused is null;
            context.Body = body;
            return (refused, later);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !context.Aborted.IsCancellationRequested)
        {
            return (Refusal.BodyTooSlow(options.BodyTimeout), null);
        }
    }

    /// <summary>
    /// Signs in as if there were no body. Tokens and sessions are proven by that, and names and organizations that are not there are found out; a signature comes as far as its proof.
    /// </summary>
    private async ValueTask<(Sender Sender, Refusal? Refusal)> Foresee(RequestContext context, Credentials given)
    {
        await journal.Demand(context.Aborted);
        var bodiless = context.WithoutBody();
        var refusal = await authenticator.Authenticate(bodiless, given);
        if (given is Credentials.Signature { Headers.UserId: var name })
        {
            // A superuser belongs to no organization that he manages, and is known as one only by a signature over the body.
            if (refusal is not (null or { Denial: "bad_signature" }) && !(refusal.Denial == "not_associated" && context.Route.Permission.ManagesDirectory()))
                return (Sender.Stranger.Instance, refusal);
            var signer = Signer(bodiless, name);
            return (_signers.TryGet(signer, out _) ? new Sender.Known($"{signer.Name} {signer.Network}") : Sender.Claimed.Instance, null);
        }

        return refusal is null ? (new Sender.Known($"{bodiless.OrganizationId}/{bodiless.Requestor.Name}"), null) : (Sender.Stranger.Instance, refusal);
    }

    private static (string Name, IPAddress Network) Signer(RequestContext context, string name) => ($"{context.OrganizationId}/{name}", RequestLimits.Network(context.Remote));

    private static bool HasBody(HttpContext http) => http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;
}
