using System.Net;
using System.Net.Sockets;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Gateway;

namespace Pushy.Server.Limits;

/// <summary>How much one identity may ask for, and how often an address may fail to sign in. Each host counts by itself.</summary>
public sealed class RequestLimits(LimitOptions options, TimeProvider clock)
{
    private const int BurstSeconds = 2;

    /// <summary>Bytes of an IPv6 address that its owner cannot choose: a subscriber gets a /64.</summary>
    private const int NetworkBytes = 8;

    private readonly TokenBuckets<(string OrgId, PrincipalType Type, string Name)> _reads =
        new(options.ReadsPerSecond, options.ReadsPerSecond * BurstSeconds, options.Entries, clock);

    private readonly TokenBuckets<(string OrgId, PrincipalType Type, string Name)> _writes =
        new(options.WritesPerSecond, options.WritesPerSecond * BurstSeconds, options.Entries, clock);

    private readonly TokenBuckets<IPAddress> _failures =
        new(options.FailedSignInsPerMinute / 60.0, options.FailedSignInBurst, options.Entries, clock);

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

    /// <summary>Null when this address may try to sign in.</summary>
    public Refusal? MayTry(IPAddress address) =>
        _failures.Look(Network(address)) is var wait && wait == TimeSpan.Zero ? null : Refusal.TooManyFailures(wait);

    /// <summary>Counts a sign-in that failed.</summary>
    public void Failed(IPAddress address) => _failures.Take(Network(address));

    /// <summary>What of an address its owner cannot choose.</summary>
    internal static IPAddress Network(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, NetworkBytes, bytes.Length - NetworkBytes);
        return new IPAddress(bytes);
    }
}
