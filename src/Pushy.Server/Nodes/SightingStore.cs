using System.Globalization;
using System.Text;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Status;
using Pushy.Server.Storage;

namespace Pushy.Server.Nodes;

/// <summary>Sightings of nodes in the database: many rows a statement, of each node the newest counts, whichever host wrote it.</summary>
public sealed class SightingStore(Database database, IDirectory directory, Incarnation incarnation, ClusterOptions cluster)
{
    /// <summary>Rows of one statement: 13 parameters each, of which SQLite takes 32,766.</summary>
    public const int RowsAtOnce = 500;

    /// <summary>Of names that nobody has so many refusals are kept, the newest: anybody can make them up.</summary>
    public const int MaxUnknown = 1000;

    /// <summary>A start of a host that no link names is forgotten after that time.</summary>
    private static readonly TimeSpan ForgetHostsAfter = TimeSpan.FromDays(1);

    /// <summary>Organizations of one write: anybody can make up names of those, too, and each is asked for.</summary>
    private const int MaxOrganizations = 50;

    private const int MaxText = 64;

    private readonly string _start = incarnation.Id.ToString("N");

    /// <summary>This start of this host lives.</summary>
    public async Task WriteHost(DateTimeOffset now, CancellationToken ct)
    {
        await using var data = database.Open();
        await data.ExecuteAsync(
            "insert into host_starts (id, address, seen_at) values (@id, @address, @at) on conflict (id) do update set seen_at = excluded.seen_at",
            ct,
            DataParameter.Char("id", _start),
            new DataParameter("address", cluster.Enabled ? cluster.Address.ToString() : null, DataType.NVarChar),
            DataParameter.Int64("at", now.ToStored()));
    }

    /// <summary>Forgets starts of hosts that no node was last seen at.</summary>
    public async Task ForgetHosts(DateTimeOffset now, CancellationToken ct)
    {
        await using var data = database.Open();
        await data.ExecuteAsync(
            "delete from host_starts where seen_at < @old and not exists (select 1 from node_links where node_links.host_start = host_starts.id)",
            ct,
            DataParameter.Int64("old", (now - ForgetHostsAfter).ToStored()));
    }

    /// <param name="links">At most <see cref="RowsAtOnce"/>, of each node one.</param>
    public async Task Write(IReadOnlyList<LinkSighting> links, CancellationToken ct)
    {
        if (links.Count == 0)
            return;
        var rows = new Values();
        foreach (var link in links.OrderBy(link => link.Key.EntityId, StringComparer.Ordinal))   // hosts that write the same rows must not wait for each other
        {
            rows.Add(
                (link.Key.Organization, DataType.Char), (link.Key.Node.Value, DataType.NVarChar), (link.Link.ToString("N"), DataType.Char), (_start, DataType.Char),
                (link.ConnectedAt.ToStored(), DataType.Int64), (link.EndedAt?.ToStored(), DataType.Int64), (link.End?.ToString(), DataType.NVarChar),
                (link.Remote, DataType.NVarChar), (Clean(link.Version) ?? "", DataType.NVarChar), (Clean(link.Platform), DataType.NVarChar), (link.ClockSkew, DataType.Int32),
                (link.IsUnproven, DataType.Boolean), (OneLine(link.SettingsFault), DataType.NVarChar));
        }

        await using var data = database.Open();
        await data.ExecuteAsync(
            "insert into node_links (org_guid, node, link, host_start, connected_at, ended_at, ending, remote, version, platform, clock_skew, unproven, settings_fault) values " + rows.Text
            + " on conflict (org_guid, node) do update set link = excluded.link, host_start = excluded.host_start, connected_at = excluded.connected_at, ended_at = excluded.ended_at, "
            + "ending = excluded.ending, remote = excluded.remote, version = excluded.version, platform = excluded.platform, clock_skew = excluded.clock_skew, "
            + "unproven = excluded.unproven, settings_fault = excluded.settings_fault where node_links.link = excluded.link or node_links.connected_at < excluded.connected_at",
            ct,
            rows.Parameters);
    }

    /// <param name="refusals">At most <see cref="RowsAtOnce"/>, of each node one. Those of organizations that are not there are dropped.</param>
    public async Task Write(IReadOnlyList<RefusalSighting> refusals, CancellationToken ct)
    {
        await using var data = database.Open();
        foreach (var those in refusals.GroupBy(refusal => refusal.Organization).Take(MaxOrganizations))
        {
            if (await directory.FindOrganization(those.Key, ct) is not { } organization)
                continue;
            string[] names = [.. those.Select(refusal => refusal.Node).Distinct()];
            var known = await data.Clients.Where(one => one.OrgGuid == organization.Id && names.Contains(one.Name)).Select(one => one.Name)
                .Union(data.NodeLinks.Where(one => one.OrgGuid == organization.Id && names.Contains(one.Node)).Select(one => one.Node)).ToListAsync(ct);
            var rows = new Values();
            foreach (var refusal in those.OrderBy(refusal => refusal.Node, StringComparer.Ordinal))
            {
                rows.Add(
                    (organization.Id, DataType.Char), (refusal.Node, DataType.NVarChar), (refusal.At.ToStored(), DataType.Int64), (refusal.Why.ToString(), DataType.NVarChar),
                    (refusal.Remote, DataType.NVarChar), (refusal.ClockSkew, DataType.Int32), (known.Contains(refusal.Node), DataType.Boolean));
            }

            await data.ExecuteAsync(
                "insert into node_refusals (org_guid, node, refused_at, why, remote, clock_skew, is_known) values " + rows.Text
                + " on conflict (org_guid, node) do update set refused_at = excluded.refused_at, why = excluded.why, remote = excluded.remote, clock_skew = excluded.clock_skew, "
                + "is_known = excluded.is_known where node_refusals.refused_at < excluded.refused_at",
                ct,
                rows.Parameters);
            if (known.Count < rows.Count)
                await ForgetUnknown(data, ct);
        }
    }

    private static async Task ForgetUnknown(PushyData data, CancellationToken ct)
    {
        var oldest = await data.NodeRefusals.Where(row => !row.IsKnown).OrderByDescending(row => row.RefusedAt).Skip(MaxUnknown).Select(row => (long?)row.RefusedAt).FirstOrDefaultAsync(ct);
        if (oldest is { } end)
            await data.NodeRefusals.DeleteAsync(row => !row.IsKnown && row.RefusedAt <= end, ct);
    }

    /// <summary>An agent's own words: short, and nothing that a terminal could take for a command.</summary>
    private static string? Clean(string? text)
    {
        if (text is null)
            return null;
        var cut = text.Length > MaxText ? text[..MaxText] : text;
        return string.Concat(cut.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '+' or ' ' ? c : '?'));
    }

    /// <summary>An agent's own sentence: it names files and keys, so all that is printed is left.</summary>
    private static string? OneLine(string? text) =>
        text is null ? null : string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));

    /// <summary>Rows of an insert, and their parameters.</summary>
    private sealed class Values
    {
        private readonly StringBuilder _text = new();
        private readonly List<DataParameter> _parameters = [];

        public int Count { get; private set; }

        public string Text => _text.ToString();

        public DataParameter[] Parameters => [.. _parameters];

        public void Add(params ReadOnlySpan<(object? Value, DataType Type)> row)
        {
            _text.Append(Count++ == 0 ? "(" : ", (");
            for (var i = 0; i < row.Length; i++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"p{_parameters.Count}");
                _parameters.Add(new DataParameter(name, row[i].Value, row[i].Type));
                _text.Append(i == 0 ? "@" : ", @").Append(name);
            }

            _text.Append(')');
        }
    }
}
