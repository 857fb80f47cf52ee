using Pushy.Server.Storage;

namespace Pushy.Server.Doctor;

/// <summary>Whether this program and the database fit.</summary>
internal static class SchemaCheck
{
    private const string Area = "schema";

    public static Finding Of(SchemaState state) => state switch
    {
        { Unknown: [.., var newest] } => Finding.Problem(
            Area, $"the database has schema {newest}, and this pushy-server knows {Schema.Newest}: a newer one has used it",
            "run a pushy-server of that version or later, or restore a backup from before the upgrade"),
        { There: 0 } => Finding.Warning(Area, "the database is empty", "'pushy-server init' or the first start makes its tables"),
        { Pending.Count: > 0 } => Finding.Warning(
            Area, $"the database has schema {state.There}; {state.Pending.Count} migrations are pending, up to {Schema.Newest}",
            "make a backup; the next start, or any admin command of this version, brings it up to date"),
        _ => Finding.Ok(Area, $"up to date: {state.There}"),
    };
}
