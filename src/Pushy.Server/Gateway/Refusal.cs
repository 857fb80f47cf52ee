using System.Globalization;
using Pushy.Contracts.Agents;
using Pushy.Contracts.Signing;
using Pushy.Domain.Permissions;
using Pushy.Server.SignIn;

namespace Pushy.Server.Gateway;

/// <summary>
/// Every way in which a request is refused: the closed list of error answers. <see cref="IsList"/> tells the two shapes apart:
/// <c>{"error":["text"]}</c>, and <c>{"error":"text"}</c> for what is wrong with a body.
/// </summary>
public sealed record Refusal
{
    /// <summary>Of a client's own words in an answer.</summary>
    private const int MaxQuotedLength = 100;

    private Refusal(int status, string text)
    {
        Status = status;
        Text = text;
    }

    public int Status { get; }

    public string Text { get; }

    public bool IsList { get; private init; } = true;

    /// <summary>Why somebody was turned away for who they are or how often they ask: one of <see cref="Denials"/>; null for every other refusal.</summary>
    public string? Denial { get; private init; }

    /// <summary>All words of <see cref="Denial"/>: labels, so a closed list.</summary>
    public static IReadOnlyList<string> Denials { get; } =
    [
        "bad_headers", "clock", "no_such_organization", "unknown_name", "bad_signature", "bad_proof", "unproven_link", "bad_token", "bad_link", "bad_join_token", "not_associated", "not_permitted", "replayed",
        "too_many_failures", "too_many_requests",
    ];

    /// <summary>One more header of the answer, or null.</summary>
    public (string Name, string Value)? Header { get; private init; }

    /// <summary>Whether somebody tried to prove who they are, and could not: that is counted, and recorded.</summary>
    public bool IsFailedSignIn => Status == 401 && !ReferenceEquals(this, NotSignedIn);

    public static Refusal NotFound { get; } = new(404, "not found");

    public static Refusal NotImplemented { get; } = new(501, "not implemented");

    public static Refusal NotAcceptable { get; } = new(406, "not acceptable");

    public static Refusal UnsupportedMediaType { get; } = new(415, "unsupported media type");

    public static Refusal InternalError { get; } = new(500, "internal server error");

    public static Refusal GatewayTimeout { get; } = new(504, "no answer in time, the request may have been carried out");

    public static Refusal StorageUnavailable { get; } = new(503, "storage is unavailable, try again") { Header = ("Retry-After", "1") };

    public static Refusal NotInCluster { get; } = new(503, "this host is not in the cluster now, ask another") { Header = ("Retry-After", "1") };

    public static Refusal HostsSilent(IEnumerable<string> hosts) =>
        new(503, $"no answer from {string.Join(", ", hosts)}, so this is not known now; try again") { Header = ("Retry-After", "1") };

    public static Refusal UpgradeRequired { get; } = new(426, "this is where agents connect by WebSocket") { Header = ("Upgrade", "websocket") };

    public static Refusal TooManyLinks { get; } = new(503, "this server takes no more agents now") { Header = ("Retry-After", "5") };

    public static Refusal LinkUnproven { get; } =
        new(403, "this agent cannot prove itself on its link; update pushy-agent, or see pushy.link.unproven in docs/security.md") { Denial = "unproven_link" };

    public static Refusal LinkReplayed { get; } =
        new(429, "this signed request opened a link before; sign it anew a second later") { Denial = "replayed", Header = ("Retry-After", "1") };

    public static Refusal BadLinkVersion { get; } =
        new(400, $"{OpsHeaders.ServerApiVersion} of a link is {LinkHandshake.Version}, or absent from agents of before") { Denial = "bad_headers" };

    public static Refusal BadLinkNonce { get; } =
        new(400, $"{LinkHandshake.NonceHeader} is missing or wrong; allowed are {LinkHandshake.NonceBytes} bytes in base64") { Denial = "bad_headers" };

    /// <summary>Told by closing the link, for the request had been taken.</summary>
    public static Refusal BadProof { get; } = new(401, "the hello does not prove that who opened the link has the node's key") { Denial = "bad_proof" };

    public static Refusal TokenOnlyReads { get; } = new(403, "this token may only read") { Denial = "not_permitted" };

    public static Refusal RightsNeedKey { get; } =
        new(403, "this token may not change who may do what; sign the request with a key, or use a token of scope admin") { Denial = "not_permitted" };

    public static Refusal TokensNeedKey { get; } = new(403, "a token cannot make or end tokens; sign the request with a key");

    public static Refusal TokensAreForUsers { get; } = new(403, "only users have tokens");

    public static Refusal TooManyTokens { get; } =
        new(409, $"there are {TokenAdmin.MaxTokens} tokens of this user, which is the most; those that ended are forgotten after {TokenAdmin.ForgetAfter.TotalDays} days");

    public static Refusal ClientIsNotNode { get; } = new(403, "Client and node name must match") { Denial = "not_permitted" };

    public static Refusal MissingCurveKey { get; } = new(400, "Missing ccpk");

    public static Refusal BadCurveKey { get; } = new(401, "Bad ccpk");

    public static Refusal BadToken { get; } =
        new(401, "the token is unknown, expired or revoked") { Denial = "bad_token", Header = ("WWW-Authenticate", "Bearer error=\"invalid_token\"") };

    /// <summary>A browser without a session, or with one that is over.</summary>
    public static Refusal NotSignedIn { get; } = new(401, "you are not signed in, or not any more");

    public static Refusal BadLink { get; } = new(401, "this link is unknown, was used already, or is too old; make a new one") { Denial = "bad_link" };

    public static Refusal NotOurForm { get; } = new(403, "this form is from another site, or too old; open the page again and send it from there");

    public static Refusal BadForm { get; } = new(400, "this form cannot be read");

    public static Refusal LinksAreForUsers { get; } = new(403, "only users sign in to the web page");

    public static Refusal NoPages { get; } = new(404, "this server has no web page: pushy.web.enabled is false");

    public static Refusal BadJoinToken { get; } = new(401, "the join token is unknown, used up or expired") { Denial = "bad_join_token" };

    /// <summary>A second later there is a timestamp that was not used yet.</summary>
    public static Refusal Replayed { get; } =
        new(401, "this signed request came before; sign it anew, with another X-Ops-Timestamp (a later second, or any in the allowed skew that was not used yet) or a nonce in X-Ops-Sign") { Denial = "replayed", Header = ("Retry-After", "1") };

    public static Refusal TooManySignedWrites { get; } =
        new(503, "no more signed requests can be told from replays now, try again") { Header = ("Retry-After", "10") };

    public static Refusal MethodNotAllowed(string allow) => new(405, "method not allowed") { Header = ("Allow", allow) };

    /// <summary>A request that HTTP itself cannot make sense of: 400, 408, 431 and the like.</summary>
    public static Refusal Malformed(int status) => new(status, "malformed HTTP request");

    /// <summary>Headers of a signed request that are missing, wrong or late.</summary>
    public static Refusal Headers(SignedHeadersResult.Faulty fault) => new(fault.Status, fault.Error) { Denial = fault.IsClock ? "clock" : "bad_headers" };

    public static Refusal TooLarge(int maxBytes) =>
        new(413, string.Create(CultureInfo.InvariantCulture, $"JSON must be no more than {maxBytes} bytes.")) { IsList = false };

    public static Refusal NoRoomForBodies { get; } =
        new(503, "this server holds as many bytes of requests as it may (pushy.http.body-memory); try again") { Header = ("Retry-After", "1") };

    public static Refusal NoRoomForSender { get; } =
        new(503, "this server holds as many bytes of requests from this address, or in this name, as it may (pushy.http.body-memory-per-sender); try again") { Header = ("Retry-After", "1") };

    public static Refusal BodyTooSlow(TimeSpan timeout) =>
        new(408, string.Create(CultureInfo.InvariantCulture, $"the body did not come within {timeout.TotalSeconds:0.###} s (pushy.http.body-timeout)"));

    /// <summary>A job's body that breaks a rule.</summary>
    public static Refusal JobBody(string error) => new(400, error) { IsList = false };

    /// <summary>Any other body that breaks a rule.</summary>
    public static Refusal Body(string error) => new(400, error);

    public static Refusal NoSuchOrganization(string organization) => new(404, $"organization '{organization}' does not exist.") { Denial = "no_such_organization" };

    public static Refusal UnknownName(string name) =>
        Challenge($"Failed to authenticate as '{name}'. Ensure that your node_name and client key are correct.", "unknown_name");

    public static Refusal BadSignature(string name) => Challenge($"Invalid signature for user or client '{name}'", "bad_signature");

    public static Refusal NotAssociated(string name, string organization) =>
        new(403, $"'{name}' is not associated with organization '{organization}'") { Denial = "not_associated" };

    /// <summary>A session is for one organization.</summary>
    public static Refusal SessionElsewhere(string organization) => new(403, $"this browser is signed in to organization '{organization}'; sign in to this one to see it") { Denial = "not_associated" };

    public static Refusal NotPermitted(string name) =>
        new(403, $"User or client '{name}' does not have access to that action on this server.") { Denial = "not_permitted" };

    /// <summary>Which rule is missing: for the command at all, or for some of the nodes.</summary>
    /// <param name="nodes">The first nodes that no rule allows; empty when it is the command.</param>
    /// <param name="count">How many nodes there are that no rule allows.</param>
    /// <param name="groups">The groups whose rules were looked at.</param>
    public static Refusal NoRule(string name, string command, IReadOnlyList<string> nodes, int count, IReadOnlyList<string> groups) =>
        new(403, $"User or client '{name}' has no right to the command {Quoted([command])}{On(nodes, count)}: {NoneOf(groups)} allows it") { Denial = "not_permitted" };

    /// <summary>What a job brings beside its command, and no rule allows.</summary>
    public static Refusal NoRuleForExtras(string name, string command, JobVerdict.NoRuleForExtras no)
    {
        var what = no.Extras.IsEmpty ? "bring all this together" : string.Join(" or ", no.Extras.GroupBy(extra => extra.Kind).Select(kind => Verb(kind.Key, [.. kind.Select(extra => extra.Name)])));
        return new(403, $"User or client '{name}' has no right to {what} with the command {Quoted([command])}{On([.. no.Nodes.Select(node => node.Value)], no.Count)}: {NoneOf(no.Groups)} allows it") { Denial = "not_permitted" };
    }

    private static string Verb(ExtraKind kind, string[] names) => kind switch
    {
        ExtraKind.Variable => $"set {Quoted(names)}",
        ExtraKind.Directory => $"run in the directory {Quoted(names)}",
        ExtraKind.Account => $"run as {Quoted(names)}",
        _ => "bring a file",
    };

    private static string On(IReadOnlyList<string> nodes, int count) => nodes.Count == 0
        ? ""
        : $" on {(count == 1 ? "node" : "nodes")} {Quoted(nodes)}{(count > nodes.Count ? string.Create(CultureInfo.InvariantCulture, $" and {count - nodes.Count} more") : "")}";

    private static string NoneOf(IReadOnlyList<string> groups) => $"no rule of {(groups.Count == 1 ? "group" : "the groups")} {Quoted(groups)}";

    /// <param name="what">reads or writes.</param>
    /// <param name="wait">Until there is room for one.</param>
    public static Refusal TooManyRequests(string name, int perSecond, string what, TimeSpan wait) =>
        Later(wait, "too_many_requests", string.Create(CultureInfo.InvariantCulture, $"too many requests of '{name}': {perSecond} {what} a second are allowed"));

    public static Refusal TooManyFailures(TimeSpan wait) => Later(wait, "too_many_failures", "too many failed sign-ins from this address");

    public static Refusal KeyUsed(string header) => new(422, $"this '{header}' was used for another request; take a new one for a new job");

    public static Refusal NameTaken(string name) => new(409, $"the name '{name}' is taken by another key");

    /// <summary>What the request is about is not in the directory.</summary>
    public static Refusal Missing(string text) => new(404, text);

    /// <summary>The name is taken, or somebody else changed the same at the same time.</summary>
    public static Refusal Conflict(string text) => new(409, text);

    /// <summary>Nobody may do this.</summary>
    public static Refusal Forbidden(string text) => new(403, text);

    public static Refusal TokenIsForOrganization { get; } =
        new(403, "a token is for one organization and may not manage users or organizations; sign this request with your key") { Denial = "not_permitted" };

    /// <summary>Managing a directory that is not ours.</summary>
    public static Refusal DirectoryIsChefs { get; } =
        new(501, "this server's directory is a Chef Infra Server: organizations, users, clients, groups and keys are managed there");

    public static Refusal DirectoryUnavailable(string reason) => new(502, $"Failed to connect to erchef to get key: {reason}");

    public static Refusal BadMetricsToken { get; } =
        new(401, "metrics are for whoever has the token of pushy.metrics.token-file: 'Authorization: Bearer TOKEN'") { Header = ("WWW-Authenticate", "Bearer") };

    public static Refusal MetricsFromElsewhere { get; } =
        new(403, "metrics are for this machine alone; set pushy.metrics.url or pushy.metrics.token-file to read them from elsewhere");

    private static Refusal Later(TimeSpan wait, string denial, string why)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return new(429, $"{why}; try again in {seconds} s") { Denial = denial, Header = ("Retry-After", seconds) };
    }

    private static string Quoted(IReadOnlyList<string> names) =>
        string.Join(", ", names.Select(name => $"'{(name.Length > MaxQuotedLength ? name[..MaxQuotedLength] + "…" : name)}'"));

    private static Refusal Challenge(string text, string denial) => new(401, text) { Denial = denial, Header = ("WWW-Authenticate", OpsHeaders.Challenge) };
}
