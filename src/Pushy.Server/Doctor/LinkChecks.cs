using System.Globalization;
using LinqToDB.Data;
using Pushy.Domain.Diagnosis;
using Pushy.Server.Storage;

namespace Pushy.Server.Doctor;

/// <summary>Nodes whose agents cannot prove themselves on their links, and nodes whose key two machines have.</summary>
internal static class LinkChecks
{
    private const string Area = "links";
    private const int MaxNamed = 10;

    /// <summary>A second machine that is refused comes again each minute; one that has not for so long is gone, or has been put right.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    /// <summary>Null where the schema does not say it yet.</summary>
    public static async Task<Finding?> InUse(DataConnection data, SchemaState schema, DateTimeOffset now, CancellationToken ct)
    {
        if (schema is not { There: > 0, Pending.Count: 0 })
            return null;
        DataParameter[] which = [DataParameter.NVarChar("why", nameof(LinkRefusal.NodeInUse)), DataParameter.Int64("since", (now - Recent).ToStored())];
        var count = await data.ExecuteAsync<long>("select count(*) from node_refusals where why = @why and refused_at > @since", ct, which);
        if (count == 0)
            return Finding.Ok(Area, "no node's key was used by a second machine within the last hour");
        var names = await data.QueryToListAsync<string>(
            string.Create(
                CultureInfo.InvariantCulture,
                $"select o.name || '/' || r.node || ' (at ' || coalesce(l.remote, '?') || ' and ' || r.remote || ')' from node_refusals r join organizations o on o.guid = r.org_guid left join node_links l on l.org_guid = r.org_guid and l.node = r.node where r.why = @why and r.refused_at > @since order by 1 limit {MaxNamed}"),
            ct, which);
        return Finding.Problem(
            Area,
            string.Create(
                CultureInfo.InvariantCulture,
                $"two machines have one node's key, and the second is refused: {string.Join(", ", names)}{(count > names.Count ? $", … ({count} nodes)" : "")}"),
            "one may be a clone of the other: stop its agent, remove its key and its state directory, and join it under a name of its own (pushy-agent join)");
    }

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
