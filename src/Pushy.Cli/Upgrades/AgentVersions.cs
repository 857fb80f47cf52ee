using System.Globalization;
using Pushy.Cli.Api;
using Pushy.Contracts.Nodes;

namespace Pushy.Cli.Upgrades;

/// <summary>Versions of the agents that are connected, by how many have each. The list of nodes does not tell them, so nodes are asked for one by one.</summary>
internal static class AgentVersions
{
    /// <summary>Enough to see which versions there are; more would take long.</summary>
    private const int MostAsked = 200;

    /// <returns>One for each version, oldest first; and what to say of those that were not asked, null for nothing.</returns>
    public static async Task<(IReadOnlyList<Running> Agents, string? Note)> AskAsync(PushyClient client, CancellationToken ct)
    {
        var online = (await client.NodesAsync(null, null, ct)).Where(node => node.Presence == NodePresenceWords.Online).Select(node => node.Name).ToList();
        List<string> versions = [];
        foreach (var node in Sample(online))
        {
            if ((await client.NodeAsync(node, ct)).Link?.Version is { } version)
                versions.Add(Release.TryParse(version)?.ToString() ?? version);
        }

        var agents = versions.CountBy(version => version).OrderBy(one => Release.TryParse(one.Key))
            .Select(one => new Running(Part.Agents, string.Create(CultureInfo.InvariantCulture, $"{one.Value} {(one.Value == 1 ? "agent" : "agents")}"), one.Key));
        return ([.. agents], online.Count > MostAsked ? string.Create(CultureInfo.InvariantCulture, $"{MostAsked} of {online.Count} connected agents were looked at") : null);
    }

    /// <summary>Spread over all: names that are alike are often upgraded together.</summary>
    internal static IEnumerable<string> Sample(IReadOnlyList<string> names) => names.Count <= MostAsked
        ? names
        : Enumerable.Range(0, MostAsked).Select(place => names[(int)((long)place * names.Count / MostAsked)]);
}
