using Pushy.Contracts.Audit;

namespace Pushy.Server.ApiDocs;

/// <summary>The audit log, in the API document.</summary>
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
    ];
}
