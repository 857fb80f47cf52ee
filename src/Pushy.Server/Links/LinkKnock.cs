using System.Net;
using Pushy.Contracts.Agents;
using Pushy.Contracts.Signing;
using Pushy.Domain.Nodes;
using Pushy.Server.Gateway;

namespace Pushy.Server.Links;

/// <summary>How a signed request for a link says that its agent will go on.</summary>
internal abstract record LinkKnock
{
    private static readonly string[] ForwardingHeaders = ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Real-IP"];

    /// <summary>It proves itself, by <see cref="LinkHandshake"/>.</summary>
    public sealed record Proving(byte[] Nonce) : LinkKnock;

    /// <summary>It proves nothing beyond the request; one of version 0.1.</summary>
    public sealed record Unproven : LinkKnock;

    /// <summary>It may not, or cannot be understood.</summary>
    public sealed record Refused(Refusal Refusal) : LinkKnock;

    private LinkKnock()
    {
    }

    /// <summary>By what was signed, so that nobody who recorded a request can make it ask for less.</summary>
    public static LinkKnock Of(HttpContext http, SignedHeaders signed, UnprovenLinks unproven) => signed.ServerApiVersion switch
    {
        LinkHandshake.Version => LinkHandshake.ReadNonce(http.Request.Headers[LinkHandshake.NonceHeader]) is { } nonce
            ? new Proving(nonce)
            : new Refused(Refusal.BadLinkNonce),
        0 => UnprovenLinkRule.MayLink(unproven, IsLoopback(http.Connection.RemoteIpAddress), ForwardingHeaders.Any(http.Request.Headers.ContainsKey))
            ? new Unproven()
            : new Refused(Refusal.LinkUnproven),
        _ => new Refused(Refusal.BadLinkVersion),
    };

    private static bool IsLoopback(IPAddress? address) =>
        address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
