using System.Globalization;
using Pushy.Contracts.Signing;

namespace Pushy.Server.Gateway;

/// <summary>
/// Every way in which a request is refused: the closed list of error answers. <see cref="IsList"/> tells the two shapes apart:
/// <c>{"error":["text"]}</c>, and <c>{"error":"text"}</c> for what is wrong with a body.
/// </summary>
public sealed record Refusal
{
    private Refusal(int status, string text)
    {
        Status = status;
        Text = text;
    }

    public int Status { get; }

    public string Text { get; }

    public bool IsList { get; private init; } = true;

    /// <summary>One more header of the answer, or null.</summary>
    public (string Name, string Value)? Header { get; private init; }

    public static Refusal NotFound { get; } = new(404, "not found");

    public static Refusal NotImplemented { get; } = new(501, "not implemented");

    public static Refusal NotAcceptable { get; } = new(406, "not acceptable");

    public static Refusal UnsupportedMediaType { get; } = new(415, "unsupported media type");

    public static Refusal InternalError { get; } = new(500, "internal server error");

    public static Refusal GatewayTimeout { get; } = new(504, "no answer in time, the request may have been carried out");

    public static Refusal StorageUnavailable { get; } = new(503, "storage is unavailable, try again") { Header = ("Retry-After", "1") };

    public static Refusal UpgradeRequired { get; } = new(426, "this is where agents connect by WebSocket") { Header = ("Upgrade", "websocket") };

    public static Refusal TooManyLinks { get; } = new(503, "this server takes no more agents now") { Header = ("Retry-After", "5") };

    public static Refusal TokenOnlyReads { get; } = new(403, "this token may only read");

    public static Refusal ClientIsNotNode { get; } = new(403, "Client and node name must match");

    public static Refusal BadToken { get; } =
        new(401, "the token is unknown, expired or revoked") { Header = ("WWW-Authenticate", "Bearer error=\"invalid_token\"") };

    public static Refusal BadJoinToken { get; } = new(401, "the join token is unknown, used up or expired");

    public static Refusal MethodNotAllowed(string allow) => new(405, "method not allowed") { Header = ("Allow", allow) };

    /// <summary>A request that HTTP itself cannot make sense of: 400, 408, 431 and the like.</summary>
    public static Refusal Malformed(int status) => new(status, "malformed HTTP request");

    /// <summary>Headers of a signed request that are missing, wrong or late.</summary>
    public static Refusal Headers(SignedHeadersResult.Faulty fault) => new(fault.Status, fault.Error);

    public static Refusal TooLarge(int maxBytes) =>
        new(413, string.Create(CultureInfo.InvariantCulture, $"JSON must be no more than {maxBytes} bytes.")) { IsList = false };

    /// <summary>A job's body that breaks a rule.</summary>
    public static Refusal JobBody(string error) => new(400, error) { IsList = false };

    /// <summary>Any other body that breaks a rule.</summary>
    public static Refusal Body(string error) => new(400, error);

    public static Refusal NoSuchOrganization(string organization) => new(404, $"organization '{organization}' does not exist.");

    public static Refusal UnknownName(string name) =>
        Challenge($"Failed to authenticate as '{name}'. Ensure that your node_name and client key are correct.");

    public static Refusal BadSignature(string name) => Challenge($"Invalid signature for user or client '{name}'");

    public static Refusal NotAssociated(string name, string organization) =>
        new(403, $"'{name}' is not associated with organization '{organization}'");

    public static Refusal NotPermitted(string name) =>
        new(403, $"User or client '{name}' does not have access to that action on this server.");

    public static Refusal NameTaken(string name) => new(409, $"the name '{name}' is taken by another key");

    /// <summary>What the request is about is not in the directory.</summary>
    public static Refusal Missing(string text) => new(404, text);

    /// <summary>The name is taken, or somebody else changed the same at the same time.</summary>
    public static Refusal Conflict(string text) => new(409, text);

    /// <summary>Nobody may do this.</summary>
    public static Refusal Forbidden(string text) => new(403, text);

    public static Refusal TokenIsForOrganization { get; } =
        new(403, "a token is for one organization and may not manage users or organizations; sign this request with your key");

    /// <summary>Managing a directory that is not ours.</summary>
    public static Refusal DirectoryIsChefs { get; } =
        new(501, "this server's directory is a Chef Infra Server: organizations, users, clients, groups and keys are managed there");

    public static Refusal DirectoryUnavailable(string reason) => new(502, $"Failed to connect to erchef to get key: {reason}");

    private static Refusal Challenge(string text) => new(401, text) { Header = ("WWW-Authenticate", OpsHeaders.Challenge) };
}
