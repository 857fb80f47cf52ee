using Pushy.Contracts.Audit;
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
                ("scope", Schemas.Text("`read` or `write`; `write` by default.")),
                ("expires_in", Schemas.Number("Seconds that it is valid; 90 days by default."))),
            Success = 201, Answer = TokenContext.Wire.TokenDocument, Refusals = [(409, "there are too many of them")],
        },
        new("DELETE", Pushy + "/tokens/{id}", "Security", "Revoke a token", "One of your own. Servers follow within 5 seconds. Signed with a key, not with a token.") { Answer = TokenContext.Wire.TokenDocument },
        new("POST", Pushy + "/login_links", "Security", "Make a link that signs a browser in", "As yourself, once, within `pushy.web.link-length`; with a token of scope `read`, to look only.")
        {
            Success = 201, Answer = TokenContext.Wire.LoginLinkDocument,
        },
    ];
}
