using LinqToDB.Async;
using Pushy.Actors.Jobs;
using Pushy.Actors.Presence;
using Pushy.Domain.Nodes;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Storage;

namespace Pushy.Server.Nodes;

/// <summary>
/// Names that nobody has: no client of the organization is called so, and no node of that name ever had a link. A Chef Infra Server is not asked, as it takes one name at a time: there nothing
/// is said. Names that it suggests are those of the list of nodes, and told in the parts of jobs, which need the same right to read.
/// </summary>
public sealed class NodeNames : INameBook
{
    private const int AtOnce = 200;          // more make a statement slower to plan than two statements are
    private const int MayWait = 100_000;     // as many as a job has nodes

    private readonly Database _database;
    private readonly NodeBook _book;
    private readonly bool _isOurs;
    private readonly BatchedLookup<(string Organization, string Name), NameFinding> _known;

    public NodeNames(Database database, NodeBook book, ServerOptions options)
    {
        (_database, _book, _isOurs) = (database, book, options.Directory.Chef is null);
        _known = new(AtOnce, MayWait, ReadKnown);
    }

    public async Task<NameFinding> Find(NodeKey key, Func<bool> maySuggest)
    {
        ArgumentNullException.ThrowIfNull(maySuggest);

        if (!_isOurs || await _known.Find((key.Organization, key.Node.Value), CancellationToken.None) is not null)
            return NameFinding.Known;
        return new(true, maySuggest() ? await Nearest(key.Organization, key.Node) : null);
    }

    /// <summary>The nearest name of a node; null if all are far off.</summary>
    public async Task<NodeName?> Nearest(string organization, NodeName name) =>
        NearestName.To(name, (await _book.All(organization, CancellationToken.None)).Select(node => node.Name));

    private async Task<IReadOnlyDictionary<(string Organization, string Name), NameFinding>> ReadKnown(IReadOnlyList<(string Organization, string Name)> all)
    {
        await using var data = _database.Open();
        Dictionary<(string Organization, string Name), NameFinding> found = [];
        foreach (var organization in all.GroupBy(one => one.Organization, one => one.Name))
        {
            string[] names = [.. organization];
            foreach (var name in await data.Clients.Where(one => one.OrgGuid == organization.Key && names.Contains(one.Name)).Select(one => one.Name).ToListAsync())
                found[(organization.Key, name)] = NameFinding.Known;
            foreach (var name in await data.NodeLinks.Where(one => one.OrgGuid == organization.Key && names.Contains(one.Node)).Select(one => one.Node).ToListAsync())
                found[(organization.Key, name)] = NameFinding.Known;
        }

        return found;
    }
}
