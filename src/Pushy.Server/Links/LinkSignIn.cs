using Pushy.Contracts.Signing;
using Pushy.Domain.Diagnosis;
using Pushy.Domain.Nodes;
using Pushy.Server.Directories;
using Pushy.Server.Gateway;
using Pushy.Server.Nodes;

namespace Pushy.Server.Links;

/// <summary>What a node's request for a link tells of the node, let in or not.</summary>
internal static class LinkSignIn
{
    /// <summary>A clock that is off by more than this is told as off by so much.</summary>
    private const int MaxSkewSeconds = 1_000_000_000;

    /// <summary>Stamps are cut to whole seconds, so they are half a second behind on average.</summary>
    private static readonly TimeSpan CutOff = TimeSpan.FromSeconds(0.5);

    /// <summary>Whole seconds by which the node's clock is ahead; null if the request does not say its time.</summary>
    public static int? ClockSkew(HttpRequest request, DateTimeOffset now) =>
        OpsTimestamp.TryRead(request.Headers[OpsHeaders.Timestamp].ToString(), out var signed)
            ? (int)Math.Clamp(Math.Round((signed - now + CutOff).TotalSeconds), -MaxSkewSeconds, MaxSkewSeconds)
            : null;

    /// <summary>Null for what says nothing of the node: a server that is not ready, a name that no node can have, a request that is no sign-in.</summary>
    public static RefusalSighting? Refused(RequestContext context, Refusal refusal, DateTimeOffset now, TimeSpan allowedSkew)
    {
        var node = context.Values["node"];
        var skew = ClockSkew(context.Http.Request, now);
        if (!new NodeName(node).CanBeEnrolled || EntryName.ProblemOfOrganization(context.Values["org"]) is not null || Why(context, refusal, skew, allowedSkew) is not { } why)
            return null;
        return new RefusalSighting(context.Values["org"], node, now, why, context.Remote.ToString(), skew);
    }

    private static LinkRefusal? Why(RequestContext context, Refusal refusal, int? skew, TimeSpan allowedSkew) => refusal.Status switch
    {
        401 when skew is { } off && Math.Abs(off) >= Math.Floor(allowedSkew.TotalSeconds) => LinkRefusal.Clock,
        401 when refusal == Refusal.UnknownName(context.ClaimedName) => LinkRefusal.UnknownName,
        401 when refusal == Refusal.BadSignature(context.ClaimedName) => LinkRefusal.BadSignature,
        401 when refusal == Refusal.BadProof => LinkRefusal.BadProof,
        401 => LinkRefusal.Other,
        403 when refusal == Refusal.LinkUnproven => LinkRefusal.Unproven,
        403 => LinkRefusal.OtherName,
        429 => LinkRefusal.TooManyFailures,
        503 when refusal == Refusal.TooManyLinks => LinkRefusal.ServerFull,
        _ => null,
    };
}
