using System.Globalization;
using Pushy.Contracts.Audit;
using Pushy.Server.Gateway;

namespace Pushy.Server.Audit;

/// <summary>Which requests are recorded, and as what: whatever was changed, and whatever was refused to somebody.</summary>
internal static class RequestAudit
{
    private const int MaxCommand = 200;

    /// <summary>Null when it is not recorded: reading, mistakes in a request, and what is not there.</summary>
    /// <param name="context">The request; it knows the requestor if one was proven.</param>
    /// <param name="answer">What it is answered with.</param>
    /// <param name="now">When.</param>
    public static AuditEntry? Of(RequestContext context, Answer answer, DateTimeOffset now)
    {
        var status = answer switch
        {
            Answer.Body body => body.Status,
            Answer.Refused { Refusal: var refusal } => refusal.Status,
            _ => context.Http.Response.StatusCode,
        };
        if (answer is Answer.Refused { Refusal: { Status: 401, IsFailedSignIn: false } })
            return null;   // nobody tried to sign in
        if (OutcomeOf(status, isWrite: context.Route is not { Method: "GET" } and not { ChangesNothing: true }, isKnown: context.Actor is not null) is not { } outcome)
            return null;

        return new AuditEntry(
            now,
            context.RecordedIn,
            context.Actor ?? new AuditIdentity(AuditKind.Claimed, context.ClaimedName),
            status == 401 ? "sign-in" : context.Route.Action ?? $"{context.Route.Method} {context.Route.Pattern}",
            TargetOf(context, answer),
            outcome)
        {
            Detail = DetailOf(context, answer),
            RequestId = context.Http.TraceIdentifier,
            Remote = context.Remote.ToString(),
        };
    }

    private static string? OutcomeOf(int status, bool isWrite, bool isKnown) => status switch
    {
        401 or 403 or 429 => AuditOutcome.Refused,
        < 400 when isWrite && isKnown => AuditOutcome.Done,
        >= 500 when isWrite && isKnown => AuditOutcome.Failed,
        _ => null,
    };

    /// <summary>What the path names below the organization, and what was made there.</summary>
    internal static string TargetOf(RequestContext context, Answer answer)
    {
        var named = context.Values.Where(value => value.Key != "org").Select(value => value.Value);
        var made = answer switch
        {
            Answer.Body { Location: var location } => location,
            Answer.Redirect { Location: var location } when context.Route.Action == "job.start" => location,
            _ => null,
        };
        return string.Join('/', made is not null ? named.Append(made[(made.LastIndexOf('/') + 1)..]) : named);
    }

    private static string DetailOf(RequestContext context, Answer answer)
    {
        if (answer is Answer.Refused { Refusal: var refusal })
            return refusal.Text;
        if (context.Scope is not { } scope)
            return "";
        var command = scope.Command.Length > MaxCommand ? scope.Command[..MaxCommand] + "…" : scope.Command;
        return string.Create(CultureInfo.InvariantCulture, $"'{command}' on {scope.Nodes.Count} {(scope.Nodes.Count == 1 ? "node" : "nodes")}");
    }
}
