using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Pushy.Contracts.Nodes;

namespace Pushy.Server.Pages.Nodes;

/// <param name="Nodes">The page's nodes.</param>
/// <param name="All">All nodes, for the honeycomb.</param>
/// <param name="Fitting">How many fit the name, by what they are.</param>
/// <param name="Name">As it was asked for: a part of a name, or a pattern.</param>
/// <param name="State">Only nodes of this state; empty: any.</param>
/// <param name="Next">Address of the next page; null on the last.</param>
/// <param name="IsFirst">Whether the page is the first.</param>
public sealed record NodeListModel(
    string Organization, IReadOnlyList<NodeDocument> Nodes, NodeBoardText All, NodeCountsDocument Fitting, string Name, string State, string? Next, bool IsFirst)
{
    public bool IsFiltered => Name.Length > 0 || State.Length > 0;

    /// <summary>As the form for a job takes these nodes.</summary>
    public string StartAddress => $"{PageUrls.Start(Organization)}?nodes={Uri.EscapeDataString(NodeListRequest.PatternOf(Name))}{(State.Length > 0 ? $"&only={State}" : "")}";

    public int Of(NodeKind kind) => kind.Letter switch
    {
        'a' => Fitting.Available,
        'b' => Fitting.Busy,
        'r' => Fitting.Rehabilitating,
        'o' => Fitting.Offline,
        _ => Fitting.NeverSeen,
    };
}

/// <summary>All nodes as the honeycomb takes them: a letter each, in the order of their names.</summary>
/// <param name="States">Letters of <see cref="NodeLooks"/>.</param>
/// <param name="Tag">Another one where there are other names.</param>
public sealed record NodeBoardText(string States, string Tag)
{
    private const int TagLength = 16;

    internal static NodeBoardText Of(IReadOnlyList<NodeDocument> nodes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var node in nodes)
        {
            hash.AppendData(MemoryMarshal.AsBytes(node.Name.AsSpan()));
            hash.AppendData([0]);
        }

        return new NodeBoardText(string.Create(nodes.Count, nodes, (text, all) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = NodeLooks.Of(all[i]).Letter;
        }), Convert.ToHexStringLower(hash.GetHashAndReset())[..TagLength]);
    }
}
