using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.ReadModel;

/// <summary>What a command printed on one node. The first that is stored counts.</summary>
/// <param name="Stdout">Null when it was not captured.</param>
/// <param name="Stderr">Null when it was not captured.</param>
/// <param name="Truncated">Whether the agent left out the middle of either.</param>
public sealed record JobOutput(JobId Job, NodeName Node, string? Stdout, string? Stderr, bool Truncated);
