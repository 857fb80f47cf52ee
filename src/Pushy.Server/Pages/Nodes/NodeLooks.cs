using Pushy.Contracts.Nodes;
using Pushy.Domain.Diagnosis;
using Pushy.Server.Pages.Frame;

namespace Pushy.Server.Pages.Nodes;

/// <summary>What a node is, as the honeycomb tells it.</summary>
/// <param name="Letter">Stands for it in the honeycomb's text.</param>
/// <param name="State">By which the list is filtered.</param>
public sealed record NodeKind(char Letter, string State, StateLook Look);

/// <summary>How nodes look.</summary>
public static class NodeLooks
{
    public static readonly NodeKind Available = new('a', NodePresenceWords.Available, new StateLook("✓", "available", "good"));
    public static readonly NodeKind Busy = new('b', NodePresenceWords.Busy, new StateLook("▶", "busy", "busy"));
    public static readonly NodeKind Rehabilitating = new('r', NodePresenceWords.Rehabilitating, new StateLook("↻", "drops a job", "warn"));
    public static readonly NodeKind Offline = new('o', NodePresenceWords.Offline, new StateLook("✕", "offline", "bad"));
    public static readonly NodeKind NeverSeen = new('n', NodePresenceWords.NeverSeen, new StateLook("○", "never seen", "idle"));

    public static readonly IReadOnlyList<NodeKind> All = [Available, Busy, Rehabilitating, Offline, NeverSeen];

    public static NodeKind Of(NodeDocument node) => node switch
    {
        { Availability: NodePresenceWords.Available } => Available,
        { Availability: NodePresenceWords.Busy } => Busy,
        { Availability: NodePresenceWords.Rehabilitating } => Rehabilitating,
        { Presence: NodePresenceWords.NeverSeen } => NeverSeen,
        _ => Offline,
    };

    public static StateLook Of(FindingLevel level) => level switch
    {
        FindingLevel.Ok => new("✓", "ok", "good"),
        FindingLevel.Problem => new("!", "problem", "bad"),
        FindingLevel.Note => new("–", "note", "idle"),
        _ => new("?", "unknown", "idle"),
    };
}
