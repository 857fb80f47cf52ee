using System.Security.Cryptography;
using Pushy.Contracts.Jobs;
using Pushy.Contracts.PushJobs;
using Pushy.Contracts.Signing;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Gateway;
using Pushy.Server.Status;

namespace Pushy.Server.NodeConfig;

/// <summary><c>GET …/config/NODE</c>: how a Push Jobs client finds and trusts this server (rest-api.md §3).</summary>
internal sealed class NodeConfigRoutes(
    ServerOptions options, ServerKeys keys, CurveKeys curve, Incarnation incarnation, ILogger<NodeConfigRoutes> log)
{
    private const string CurveKeyParameter = "ccpk";
    private const int OfflineThreshold = 3;
    private const int OnlineThreshold = 2;
    private const int LoggedNameLength = 200;

    private PushJobsOptions Settings => options.PushJobs;

    public void Map(RouteTable routes)
    {
        var permission = Settings.ValidateClientNodeName ? Permission.OwnNodeOrReader : Permission.ClientOrReader;
        routes.Map(new Route("GET", "/organizations/{org}/pushy/config/{node}", Answer.JsonType, permission, Show)
        {
            CheckQuery = Settings.DisableCurve ? null : CheckCurveKey,
        });
    }

    private static Refusal? CheckCurveKey(HttpRequest request) => !request.Query.TryGetValue(CurveKeyParameter, out var key) ? Refusal.MissingCurveKey
        : CurveKeys.IsKey(key.ToString()) ? null
        : Refusal.BadCurveKey;

    private async ValueTask<Answer> Show(RequestContext context)
    {
        var known = await keys.Get(context.Aborted);
        var host = options.Name.Contains(':', StringComparison.Ordinal) ? $"[{options.Name}]" : options.Name;
        var heartbeat = new HeartbeatSection(
            $"tcp://{host}:{Settings.HeartbeatPort}", $"tcp://{host}:{Settings.CommandPort}",
            (decimal)Settings.HeartbeatInterval.TotalMilliseconds * 1.0m / 1000, OfflineThreshold, OnlineThreshold);
        return Answer.Json(
            new NodeConfigDocument(
                "config", options.Name, context.Values["node"], context.Organization.Name, known.SigningPublicPem, new PushJobsSection(heartbeat),
                (long)Settings.ConfigLifetime.TotalSeconds, (long)Settings.MaxMessageSkew.TotalSeconds, Settings.MaxBodyBytes, incarnation.Id.ToString())
            {
                CurvePublicKey = Settings.DisableCurve ? null : curve.PublicText,
                EncodedSessionKey = SessionKey(context, known),
            },
            RestContext.Wire.NodeConfigDocument);
    }

    /// <summary>For the key that signed. A token has none, so who comes with one sees the rest.</summary>
    private EncodedSessionKey? SessionKey(RequestContext context, ServerKeys.Known known)
    {
        if (context.Requestor.PublicKeyPem is not { } pem || !PublicKeyPem.TryRead(pem, out var key, out _))
            return null;

        var node = context.Values["node"];
        if (context.Requestor is not { Type: PrincipalType.Client } requestor || requestor.Name != node)
        {
            var shown = Uri.EscapeDataString(node[..Math.Min(node.Length, LoggedNameLength)]);
            log.LogInformation("{Requestor}, who is not node {Node} of {Organization}, was given its session key", context.Requestor.Name, shown, context.Organization.Name);
        }

        using (key)
        {
            var encrypted = key.Encrypt(known.SessionKeyOf(context.Organization.Id, node), RSAEncryptionPadding.Pkcs1);
            return new EncodedSessionKey("hmac_sha256", Convert.ToBase64String(encrypted));
        }
    }
}

internal static class NodeConfigRouting
{
    public static void MapNodeConfig(this RouteTable routes, IServiceProvider services) =>
        ActivatorUtilities.CreateInstance<NodeConfigRoutes>(services).Map(routes);
}
