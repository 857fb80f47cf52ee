using LinqToDB.Async;
using Pushy.Domain.Diagnosis;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Storage;

namespace Pushy.Server.Nodes;

/// <summary>A node as the database has it.</summary>
/// <param name="LastSeen">When it was last known to be connected; null if it never was.</param>
/// <param name="EndedAt">When its last link ended; null if it has none, or its end is not known.</param>
public sealed record KnownNode(string Name, DateTimeOffset? LastSeen, DateTimeOffset? EndedAt);

/// <summary>
/// Who is a node of an organization: whoever joined as one, or has had a link; API clients are neither. Of a directory that is a Chef Infra Server's, which does not tell who is a
/// node, those that have had a link.
/// </summary>
public sealed class NodeBook(Database database, ServerOptions options, DirectoryVersion version, TimeProvider time)
{
    /// <summary>Pages of one list, and several lists at once, are answered from one reading.</summary>
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(1);

    private const int MaxOrganizations = 20;

    private readonly BoundedCache<string, IReadOnlyList<KnownNode>> _organizations = new(MaxOrganizations, ReadAgainAfter, time, version);

    /// <summary>All of an organization, sorted by name (ordinal); as of a second ago at most.</summary>
    /// <param name="organization">Its GUID.</param>
    public async Task<IReadOnlyList<KnownNode>> All(string organization, CancellationToken ct)
    {
        if (_organizations.TryGet(organization, out var known))
            return known;
        var asOf = _organizations.AsOf;
        var read = await Read(organization, ct);
        _organizations.Remember(organization, read, asOf);
        return read;
    }

    /// <summary>A node's last link; null if it never had one.</summary>
    public async Task<(NodeLinkRow Row, LinkFacts Facts)?> FindLink(string organization, string node, CancellationToken ct)
    {
        await using var data = database.Open();
        if (await data.NodeLinks.FirstOrDefaultAsync(row => row.OrgGuid == organization && row.Node == node, ct) is not { } row)
            return null;
        var host = await data.HostStarts.FirstOrDefaultAsync(one => one.Id == row.HostStart, ct);
        return (row, new LinkFacts(StoredTime.FromStored(row.ConnectedAt), LastSeen(row.ConnectedAt, row.EndedAt, host?.SeenAt), row.Remote, Seconds(row.ClockSkew))
        {
            End = Enum.TryParse<LinkEnding>(row.Ending, out var end) ? end : null,
            Host = host?.Address,
            Version = row.Version.Length > 0 ? row.Version : null,
            Platform = row.Platform,
            SettingsFault = row.SettingsFault,
        });
    }

    /// <summary>The last time that it was not let in; null if that is not stored.</summary>
    public async Task<RefusalFacts?> FindRefusal(string organization, string node, CancellationToken ct)
    {
        await using var data = database.Open();
        return await data.NodeRefusals.FirstOrDefaultAsync(row => row.OrgGuid == organization && row.Node == node, ct) is { } row
            ? new RefusalFacts(StoredTime.FromStored(row.RefusedAt), Enum.TryParse<LinkRefusal>(row.Why, out var why) ? why : LinkRefusal.Other, row.Remote, Seconds(row.ClockSkew))
            : null;
    }

    /// <summary>When a client was made; null where that is not known.</summary>
    public async Task<DateTimeOffset?> FindJoining(string organization, string node, CancellationToken ct)
    {
        if (options.Directory.Chef is not null)
            return null;
        await using var data = database.Open();
        return await data.Clients.Where(one => one.OrgGuid == organization && one.Name == node).Select(one => (long?)one.CreatedAt).FirstOrDefaultAsync(ct) is { } at
            ? StoredTime.FromStored(at) : null;
    }

    private async Task<IReadOnlyList<KnownNode>> Read(string organization, CancellationToken ct)
    {
        await using var data = database.Open();
        var hosts = await data.HostStarts.ToDictionaryAsync(host => host.Id, host => host.SeenAt, ct);
        var links = await data.NodeLinks.Where(row => row.OrgGuid == organization)
            .Select(row => new { row.Node, row.ConnectedAt, row.EndedAt, row.HostStart }).ToDictionaryAsync(row => row.Node, StringComparer.Ordinal, ct);
        IEnumerable<string> names = links.Keys;
        if (options.Directory.Chef is null)
        {
            var clients = await data.Clients.Where(one => one.OrgGuid == organization).Select(one => new { one.Name, one.IsNode }).ToListAsync(ct);
            names = clients.Where(client => client.IsNode || links.ContainsKey(client.Name)).Select(client => client.Name);
        }

        return [.. names.Order(StringComparer.Ordinal).Select(name => links.GetValueOrDefault(name) is { } link
            ? new KnownNode(name, LastSeen(link.ConnectedAt, link.EndedAt, hosts.TryGetValue(link.HostStart, out var seen) ? seen : null), link.EndedAt is { } end ? StoredTime.FromStored(end) : null)
            : new KnownNode(name, null, null))];
    }

    /// <summary>A link whose host ended without a word lived at most as long as that.</summary>
    private static DateTimeOffset LastSeen(long connectedAt, long? endedAt, long? hostSeenAt) =>
        StoredTime.FromStored(endedAt ?? Math.Max(connectedAt, hostSeenAt ?? connectedAt));

    private static TimeSpan? Seconds(int? skew) => skew is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
