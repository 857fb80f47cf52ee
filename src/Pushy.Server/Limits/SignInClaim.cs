using System.Net;
using Pushy.Contracts.Signing;
using Pushy.Server.Gateway;

namespace Pushy.Server.Limits;

/// <summary>By what failed sign-ins are counted: where one comes from, and what it claims.</summary>
/// <param name="Network">What of the address its owner cannot choose.</param>
/// <param name="What">Of a name that signs, a token, or what a public route takes; a hash, for anybody may claim names of any
/// length.</param>
public readonly record struct SignInClaim(IPAddress Network, int What)
{
    public static SignInClaim Of(RequestContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        var what = context.Route.Permission == Permission.Public ? context.Route.Pattern   // a join token, say
            : string.IsNullOrEmpty(context.Http.Request.Headers[OpsHeaders.Sign]) ? ""
            : "name " + context.ClaimedName;
        return new SignInClaim(RequestLimits.Network(context.Remote), what.GetHashCode(StringComparison.Ordinal));
    }
}
