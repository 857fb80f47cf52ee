using System.Globalization;
using Pushy.Contracts.Nodes;
using Pushy.Domain.Nodes;
using Pushy.Domain.Permissions;
using Pushy.Server.Gateway;

namespace Pushy.Server.Nodes;

/// <summary>What <c>GET …/nodes</c> is asked for by its query.</summary>
/// <param name="Match">Names that fit; null: all.</param>
/// <param name="State">A word of presence or availability; null: any.</param>
/// <param name="After">The last name of the page before; empty: the first page.</param>
/// <param name="Limit">Nodes in the page.</param>
internal sealed record NodeQuery(NodePattern? Match, string? State, string After, int Limit)
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    public static readonly IReadOnlyList<string> States =
    [
        NodePresenceWords.Online, NodePresenceWords.Offline, NodePresenceWords.NeverSeen, NodePresenceWords.Available, NodePresenceWords.Busy, NodePresenceWords.Rehabilitating,
    ];

    private static readonly string[] Parameters = ["match", "state", "limit", "cursor"];

    /// <summary>Reads it, or says what is wrong with it.</summary>
    public static (NodeQuery? Query, Refusal? Refusal) Read(IQueryCollection query)
    {
        foreach (var (name, value) in query)
        {
            if (!Parameters.Contains(name))
                return (null, Refusal.Body($"'{(name.Length > 100 ? name[..100] + "…" : name)}' is not a parameter of this list; allowed are {string.Join(", ", Parameters)}"));
            if (value.Count != 1)
                return (null, Refusal.Body($"'{name}' is given more than once; allowed is one value"));
        }

        var (limit, match, state) = (DefaultLimit, default(NodePattern), Text("state"));
        if (Text("limit") is { } size && !(int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MaxLimit))
            return (null, Refusal.Body($"'limit' is not a page size; allowed is 1 to {MaxLimit}"));
        if (Text("match") is { } pattern && !NodePattern.TryParse(pattern, out match, out var problem))
            return (null, Refusal.Body($"'match': {problem}"));
        if (state is not null && !States.Contains(state))
            return (null, Refusal.Body($"'state' is not a node's state; allowed are {string.Join(", ", States)}"));
        return (new NodeQuery(match, state, Text("cursor") ?? "", limit), null);

        string? Text(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;
    }

    public bool Fits(NodeDocument node) => Match is null || Match.Matches(new NodeName(node.Name));

    public bool HasState(NodeDocument node) => State is null || node.Presence == State || node.Availability == State;
}
