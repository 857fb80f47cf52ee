using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.ReadModel;

/// <summary>What one node prints in one job.</summary>
public readonly record struct OutputKey(JobId Job, NodeName Node);
