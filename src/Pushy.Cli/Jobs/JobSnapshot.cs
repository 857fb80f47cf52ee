using System.Collections.Immutable;
using Pushy.Contracts.Jobs;

namespace Pushy.Cli.Jobs;

/// <summary>A job and all of its nodes as they were at one moment.</summary>
/// <param name="Job">As the API gave it, in the full vocabulary.</param>
/// <param name="Nodes">In request order.</param>
/// <param name="At">When they were read; running times count up to it.</param>
internal sealed record JobSnapshot(JobDocument Job, ImmutableArray<JobNodeDocument> Nodes, DateTimeOffset At)
{
    /// <summary>Whether nothing of the job will change any more.</summary>
    public bool IsFinal => Job.Status is not ("new" or "voting" or "running");

    /// <summary>Whether every node ran the command to its end with exit code 0.</summary>
    public bool Succeeded => Job.Status == "complete" && Nodes.All(node => node is { State: "succeeded", ExitStatus: 0 });
}
