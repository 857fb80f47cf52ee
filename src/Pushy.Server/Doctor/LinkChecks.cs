using System.Globalization;
using LinqToDB.Data;
using Pushy.Server.Storage;

namespace Pushy.Server.Doctor;

/// <summary>Nodes whose agents cannot prove themselves on their links.</summary>
internal static class LinkChecks
{
    private const string Area = "links";
    private const int MaxNamed = 10;

    /// <summary>Null where the schema does not say it yet.</summary>
    public static async Task<Finding?> Of(DataConnection data, SchemaState schema, CancellationToken ct)
    {
        if (schema is not { There: > 0, Pending.Count: 0 })
            return null;
        var count = await data.ExecuteAsync<long>("select count(*) from node_links where unproven", ct);
        if (count == 0)
            return Finding.Ok(Area, "no node's last link was one without proof");
        var names = await data.QueryToListAsync<string>(
            string.Create(CultureInfo.InvariantCulture, $"select o.name || '/' || l.node from node_links l join organizations o on o.guid = l.org_guid where l.unproven order by 1 limit {MaxNamed}"), ct);
        return Finding.Warning(
            Area,
            string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "node" : "nodes")} linked without proof: {string.Join(", ", names)}{(count > names.Count ? ", …" : "")}"),
            "update pushy-agent there, then set pushy.link.unproven = never");
    }
}
