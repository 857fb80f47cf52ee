using System.Diagnostics;
using Akka.Actor;
using Microsoft.AspNetCore.Http.Features;
using Pushy.Server.Admission;
using Pushy.Server.Audit;
using Pushy.Server.Clustering;
using Pushy.Server.Directories;
using Pushy.Server.Hosting;
using Pushy.Server.Limits;
using Pushy.Server.Metrics;
using Pushy.Server.Pages;
using Pushy.Server.Sessions;
using Pushy.Server.SignIn;
using Pushy.Server.Standings;
using Pushy.Server.Storage;

namespace Pushy.Server.Gateway;

/// <summary>Takes every request through the checks of rest-api.md §1.2, in that order; the first that fails answers.</summary>
internal sealed class Gateway(
    RouteTable routes, CredentialReader credentials, Authenticator authenticator, Permissions permissions, RequestLimits limits, ReplayGuard replays, RemoteAddress remote, AuditLog audit,
    OpenStandings standings, JournalProbe journal, ClusterMembership membership, PageAnswers pages, BodyAdmission bodies, Leftovers leftovers, ServerMetrics metrics, TimeProvider clock, ILogger<Gateway> log)
{
    /// <summary>What HTTP defines (RFC 9110 and PATCH); other words are 501.</summary>
    private static readonly string[] KnownMethods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

    private const int LoggedPathLength = 200;

    public async Task Handle(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);

        var since = Stopwatch.GetTimestamp();
        var path = RequestPath.Read(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        var refused = Open(http, path, out var context);
        using var fields = context is null ? null : RequestFields.Of(context.Values);
        using var room = context;
        try
        {
            var answer = refused ?? Recorded(context!, await Guard(context!, path));
            var isLeft = BodyAdmission.IsLeftUnread(http, context);
            if (isLeft && !http.Response.HasStarted)
                http.Response.Headers.Connection = "close";   // what is left of it is not worth a connection
            if (!http.Response.HasStarted)
                await (await pages.Dress(http, path, context, answer)).Write(http);
            else if (answer is Answer.Refused)
                http.Abort(); // it failed in the middle of a stream: the client must not take what came for the whole
            if (isLeft)
                await leftovers.Discard(http);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            log.LogDebug("the client went away");
        }

        log.LogDebug("{Method} {Path} {Status} {Milliseconds} ms",
            http.Request.Method, Shown(path), http.Response.StatusCode, (long)Stopwatch.GetElapsedTime(since).TotalMilliseconds);
    }

    /// <summary>Steps 1 and 2, route and method: null when the request is one to look at further.</summary>
    private Answer? Open(HttpContext http, RequestPath path, out RequestContext? context)
    {
        context = null;
        if (pages.Welcome(http, path) is { } welcome)
            return welcome;
        if (!routes.TryMatch(path, out var match))
            return Refusal.NotFound;
        http.Features.Set(match.Methods.GetValueOrDefault(http.Request.Method) ?? match.Methods.Values.First());   // its template, for who counts requests
        if (!KnownMethods.Contains(http.Request.Method))
            return Refusal.NotImplemented;
        if (!match.Methods.TryGetValue(http.Request.Method, out var route))
            return Refusal.MethodNotAllowed(match.Allow);
        if (route.Permission != Permission.Public && !membership.IsIn)
            return Refusal.NotInCluster;
        context = new RequestContext(http, route, path, match.Values, remote.Of(http));
        return null;
    }

    /// <summary>Counts and records what the request came to, before anybody is told.</summary>
    private Answer Recorded(RequestContext context, Answer answer)
    {
        if (answer is Answer.Refused { Refusal.IsFailedSignIn: true } && context.Actor is null && limits.Failed(context) is { } later)
            answer = later;   // what is proven never comes here, however many others failed
        if (answer is Answer.Refused { Refusal: var refusal })
        {
            metrics.Refused(refusal);
            context.Route.Refused?.Invoke(context, refusal);
        }

        if (RequestAudit.Of(context, answer, clock.GetUtcNow()) is { } entry)
            audit.Record(entry);
        return answer;
    }

    /// <summary>Whatever goes wrong becomes an answer without details; those go to the log.</summary>
    private async ValueTask<Answer> Guard(RequestContext context, RequestPath path)
    {
        var http = context.Http;
        try
        {
            return await Check(context, context.Route);
        }
        catch (BadHttpRequestException e)
        {
            return Refusal.Malformed(e.StatusCode);
        }
        catch (Exception e) when (StorageFaults.IsUnavailable(e))
        {
            // without the stack: there may be hundreds of these a second, from a database that is too busy already
            log.LogWarning("storage is unavailable for {Method} {Path}: {Reason}", http.Request.Method, Shown(path), e.GetBaseException().Message);
            log.LogDebug(e, "storage is unavailable");
            return Refusal.StorageUnavailable;
        }
        catch (DirectoryUnavailableException e)
        {
            log.LogWarning("the directory cannot be asked for {Method} {Path}: {Reason}", http.Request.Method, Shown(path), e.Message);
            return Refusal.DirectoryUnavailable(e.Message);
        }
        catch (AskTimeoutException)
        {
            log.LogWarning("no answer in time for {Method} {Path}", http.Request.Method, Shown(path));
            return await journal.IsWritable() ? Refusal.GatewayTimeout : Refusal.StorageUnavailable;
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested)
        {
            log.LogError(e, "{Method} {Path} failed", http.Request.Method, Shown(path));
            return Refusal.InternalError;
        }
    }

    private async ValueTask<Answer> Check(RequestContext context, Route route)
    {
        // 2b: where sign-ins like this one failed too often, nothing is done before who asks has proven it
        var http = context.Http;
        context.IsSuspect = route.Permission != Permission.Public && limits.IsSuspect(context);

        // 3: who says to be asking, without asking anybody
        Credentials? given = null;
        if (route.Permission != Permission.Public)
        {
            given = route.IsPage ? CredentialReader.OfBrowser(http.Request) : credentials.Read(http.Request);
            if (given is Credentials.Faulty { Refusal: var fault })
                return fault;
        }

        // 4, 5: body; a large one is looked at once it is known who sent it
        var (now, foreseen) = await bodies.Read(context, given);
        if (now is { } unread)
            return unread;
        if (context.IsSuspect && given is not null && (foreseen ?? await Prove(context, given)) is { } unproven)
            return unproven;
        var isLookedAtFirst = BodyAdmission.ComesFirst(context);
        if (isLookedAtFirst && LookAtBody(context) is { } bad)
            return bad;

        // 6: query, on the route that hands out keys
        if (route.CheckQuery?.Invoke(http.Request) is { } faulty)
            return faulty;

        // 7, 8: organization, principal, signature; permission
        if (given is not null
            && (foreseen ?? (context.IsSuspect ? null : await Prove(context, given)) ?? replays.Look(context, given) ?? limits.Take(context) ?? await permissions.Check(context)
                ?? (isLookedAtFirst ? null : LookAtBody(context)) ?? await replays.Check(context, given)) is { } refused)
        {
            return refused;
        }

        if (given is not null)
            bodies.Proven(context, given);

        // 9: Accept
        if (route.Produces is { } produces && !Negotiation.Accepts(http.Request.Headers.Accept, produces))
            return Refusal.NotAcceptable;

        // 10: what the path names
        if (route.Find is { } find)
        {
            if (await find(context) is not { } found)
                return Refusal.NotFound;
            if (found is Refusal missing)
                return missing;
            context.SetFound(found);
        }

        // 10b: whether the rules of groups allow it, which can be said only once it is known what would run or stop
        if (route.Scope is { } scope && await permissions.Check(context, context.Scope = scope(context)) is { } unruled)
            return unruled;

        // 11, 12: content type, action; where no body is read, none may come without a type
        var isWithoutBody = route.ReadBody is null && context.Body.IsEmpty;
        if (route.Method is "POST" or "PUT" && !route.IsPage && !isWithoutBody && !Negotiation.IsJson(http.Request.ContentType))
            return Refusal.UnsupportedMediaType;
        using var standing = standings.Hold(context, given);
        var answer = await route.Handler(context);
        if (route.ChangesRights)
            await standings.Changed(context);
        return answer;
    }

    /// <summary>Asks a database, which may be gone.</summary>
    private async ValueTask<Refusal?> Prove(RequestContext context, Credentials given)
    {
        await journal.Demand(context.Aborted);
        return await authenticator.Authenticate(context, given);
    }

    /// <summary>Null when the body is as the route has it.</summary>
    private static Refusal? LookAtBody(RequestContext context)
    {
        if (context.Route is { IsPage: true, Method: "POST" } && FormProof.Check(context) is { } foreign)
            return foreign;
        switch (context.Route.ReadBody?.Invoke(context.Body))
        {
            case BodyReading.Invalid { Refusal: var invalid }: return invalid;
            case BodyReading.Valid { Value: var value }: context.SetParsed(value); break;
        }

        return null;
    }

    /// <summary>Without its query, which may hold what is nobody's business, and not at any length.</summary>
    private static string Shown(RequestPath path)
    {
        var end = path.Target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? query : path.Target.Length;
        return path.Target[..Math.Min(end, LoggedPathLength)];
    }
}
