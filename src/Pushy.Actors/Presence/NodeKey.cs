using Pushy.Domain.Nodes;

namespace Pushy.Actors.Presence;

/// <summary>A node, over all organizations.</summary>
/// <param name="Organization">GUID, 32 hex digits.</param>
public readonly record struct NodeKey(string Organization, NodeName Node)
{
    private const char Separator = ':';   // no GUID has one; a node's name may

    /// <summary>The id of its presence entity.</summary>
    public string EntityId => Organization + Separator + Node.Value;

    public static NodeKey Parse(string entityId)
    {
        var at = entityId.IndexOf(Separator, StringComparison.Ordinal);
        return new NodeKey(entityId[..at], new NodeName(entityId[(at + 1)..]));
    }

    public override string ToString() => EntityId;
}
