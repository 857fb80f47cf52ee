using System.Collections.Immutable;
using Pushy.Actors.ReadModel;

namespace Pushy.Actors.Hosts;

/// <summary>Another host has written to the feeds of these organizations.</summary>
public sealed record FeedsGrewElsewhere(ImmutableArray<string> Organizations);

/// <summary>Another host has stored more of these outputs, which are followed here.</summary>
public sealed record OutputsGrewElsewhere(ImmutableArray<OutputKey> Outputs);

/// <summary>All that is followed at another host, instead of what it said before.</summary>
public sealed record OutputsFollowedElsewhere(ImmutableArray<OutputKey> Outputs);

/// <summary>This host has stored more of outputs that are followed at others.</summary>
internal sealed record OutputsStored(ImmutableArray<OutputKey> Outputs);

/// <summary>Other outputs than before are followed on this host.</summary>
internal sealed record OutputFollowersChanged
{
    public static readonly OutputFollowersChanged Instance = new();
}
