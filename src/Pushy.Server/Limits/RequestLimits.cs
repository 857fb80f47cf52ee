using System.Net;
using System.Net.Sockets;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Gateway;

namespace Pushy.Server.Limits;

/// <summary>
/// How much one identity may ask for, and how often sign-ins from an address may fail, by what they claim. Each host counts by itself.
/// </summary>
public sealed class RequestLimits(LimitOptions options, TimeProvider clock)
{
    private const int BurstSeconds = 2;

    /// <summary>How many times as often as one name, or with one kind of token, an address may fail in all.</summary>
    private const int ClaimsOfAddress = 10;

    /// <summary>Bytes of an IPv6 address that its owner cannot choose: a subscriber gets a /64.</summary>
    private const int NetworkBytes = 8;

    private readonly TokenBuckets<(string OrgId, PrincipalType Type, string Name)> _reads =
        new(options.ReadsPerSecond, options.ReadsPerSecond * BurstSeconds, options.Entries, clock);

    private readonly TokenBuckets<(string OrgId, PrincipalType Type, string Name)> _writes =
        new(options.WritesPerSecond, options.WritesPerSecond * BurstSeconds, options.Entries, clock);

    private readonly TokenBuckets<SignInClaim> _failures =
        new(options.FailedSignInsPerMinute / 60.0, options.FailedSignInBurst, options.Entries, clock);

    private readonly TokenBuckets<IPAddress> _failuresOfAddresses =
        new(ClaimsOfAddress * options.FailedSignInsPerMinute / 60.0, (double)ClaimsOfAddress * options.FailedSignInBurst, options.Entries, clock);

    /// <summary>Null when this identity may go on.</summary>
    public Refusal? Take(RequestContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        var isRead = context.Route.Method == "GET";
        var wait = (isRead ? _reads : _writes).Take((context.OrganizationId, context.Requestor.Type, context.Requestor.Name));
        return wait == TimeSpan.Zero
            ? null
            : Refusal.TooManyRequests(context.Requestor.Name, isRead ? options.ReadsPerSecond : options.WritesPerSecond, isRead ? "reads" : "writes", wait);
    }

    /// <summary>
    /// Whether sign-ins like this one failed so often that it is asked who it is before anything else is done for it. It is refused only if
    /// it cannot prove that.
    /// </summary>
    public bool IsSuspect(RequestContext context) => Wait(SignInClaim.Of(context)) > TimeSpan.Zero;

    /// <summary>Counts a sign-in that failed. Null: within limits, it may hear why; else there were too many, and it hears that.</summary>
    public Refusal? Failed(RequestContext context)
    {
        var claim = SignInClaim.Of(context);
        if (Wait(claim) is var wait && wait > TimeSpan.Zero)
            return Refusal.TooManyFailures(wait);
        _failures.Take(claim);
        _failuresOfAddresses.Take(claim.Network);
        return null;
    }

    /// <summary>What of an address its owner cannot choose.</summary>
    internal static IPAddress Network(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, NetworkBytes, bytes.Length - NetworkBytes);
        return new IPAddress(bytes);
    }

    private TimeSpan Wait(SignInClaim claim)
    {
        var (one, all) = (_failures.Look(claim), _failuresOfAddresses.Look(claim.Network));
        return one > all ? one : all;
    }
}
