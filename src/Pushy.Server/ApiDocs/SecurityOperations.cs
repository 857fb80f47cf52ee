using Pushy.Contracts.Audit;
using Pushy.Contracts.Joining;
using Pushy.Contracts.Tokens;

namespace Pushy.Server.ApiDocs;

/// <summary>The audit log and tokens, in the API document.</summary>
internal static class SecurityOperations
{
    private const string Pushy = "/organizations/{org}/pushy";

    public static IEnumerable<Operation> All() =>
    [
        new("GET", Pushy + "/audit", "Security", "Show who did what", "Newest first; for members of `admins`. Refusals that are alike are gathered, `count` says how many.")
        {
            Inputs =
            [
                new("limit", "Entries on a page; 1 to 1000, by default 100.") { Type = "integer" },
                new("cursor", "`next` of the page before."),
            ],
            Answer = AuditContext.Wire.AuditPage,
        },
        new("GET", Pushy + "/tokens", "Security", "List your tokens", "Without their secrets; those that have ended too.") { Answer = TokenContext.Wire.TokenList },
        new("POST", Pushy + "/tokens", "Security", "Make a token", "For yourself, in this organization. The secret is in this answer and nowhere else. Signed with a key, not with a token.")
        {
            Body = Schemas.Object(
                [],
                ("name", Schemas.Text("What it is for; 1 to 64 characters.")),
                ("scope", Schemas.Text("`read`, `write` (all but who may do what) or `admin`; `write` by default.")),
                ("expires_in", Schemas.Number("Seconds that it is valid; 90 days by default."))),
            Success = 201, Answer = TokenContext.Wire.TokenDocument, Refusals = [(409, "there are too many of them")],
        },
        new("DELETE", Pushy + "/tokens/{id}", "Security", "Revoke a token", "One of your own. Servers follow within 5 seconds. Signed with a key, not with a token.") { Answer = TokenContext.Wire.TokenDocument },
        new("GET", Pushy + "/join_tokens", "Security", "List tokens with which machines join", "With who made them and which nodes joined with them; for members of `admins`.")
        {
            Answer = JoinContext.Wire.JoinTokenList,
        },
        new("POST", Pushy + "/join_tokens", "Security", "Make a token with which machines join", "The secret is in this answer and nowhere else. Signed with a key, or with a token of scope `admin`.")
        {
            Body = Schemas.Object(
                [],
                ("uses", Schemas.Number("Machines that may join with it; 1 by default.")),
                ("expires_in", Schemas.Number("Seconds that it is valid; a day by default."))),
            Success = 201, Answer = JoinContext.Wire.JoinTokenDocument, Refusals = [(409, "there are too many of them")],
        },
        new("DELETE", Pushy + "/join_tokens/{id}", "Security", "Revoke a token with which machines join", "Nodes that joined with it stay. Signed with a key, or with a token of scope `admin`.")
        {
            Answer = JoinContext.Wire.JoinTokenDocument,
        },
        new("POST", Pushy + "/login_links", "Security", "Make a link that signs a browser in", "As yourself, once, within `pushy.web.link-length`; with a token of scope `read`, to look only.")
        {
            Success = 201, Answer = TokenContext.Wire.LoginLinkDocument,
        },
    ];
}
