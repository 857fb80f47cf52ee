using Pushy.Domain.Nodes;

namespace Pushy.Domain.Permissions;

/// <summary>How much of a job somebody sees. Each sees what those before it do.</summary>
public enum JobSight
{
    /// <summary>As if there were no such job.</summary>
    Nothing,

    /// <summary>What was asked for, without secrets, the node's own part, and of the others how many are in which state.</summary>
    OwnPart,

    /// <summary>All but secrets: of variables the names, of the file its size.</summary>
    Shape,

    /// <summary>Everything.</summary>
    All,
}

/// <summary>Somebody who may read jobs, whatever that is by then.</summary>
/// <param name="Name">Of the user or client.</param>
/// <param name="Id">Tells it from all others of that name: users, clients, and those of before.</param>
public sealed record JobViewer(string Name, string Id)
{
    /// <summary>The machine that it is; null for whoever is none.</summary>
    public NodeName? Node { get; init; }

    /// <summary>Whether a group of readers exists and has it.</summary>
    public bool IsListed { get; init; }

    /// <summary>Whether it administers the organization.</summary>
    public bool IsAdmin { get; init; }
}

/// <summary>Who started a job.</summary>
/// <param name="Name">Of the user or client.</param>
/// <param name="Id">As <see cref="JobViewer.Id"/>; null for a job of before that was kept.</param>
public readonly record struct JobStarter(string Name, string? Id);

/// <param name="NodesReadAllJobs">Whether a node sees jobs of other nodes where no group says who reads.</param>
/// <param name="ReadersSeeEnv">Whether whoever sees all parts of a job sees its secrets too.</param>
public sealed record SightRules(bool NodesReadAllJobs, bool ReadersSeeEnv)
{
    /// <summary>How much of a job somebody sees. Takes as long as <paramref name="isTarget"/>, whatever the number of nodes.</summary>
    /// <param name="isTarget">Whether the job is for a node.</param>
    public JobSight Of(JobViewer viewer, JobStarter starter, Func<NodeName, bool> isTarget)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(isTarget);

        if (viewer.IsAdmin || HasStarted(viewer, starter))
            return JobSight.All;
        if (OnlyNodeOf(viewer) is { } node)
            return isTarget(node) ? JobSight.OwnPart : JobSight.Nothing;
        return ReadersSeeEnv ? JobSight.All : JobSight.Shape;
    }

    /// <summary>The node whose jobs alone somebody finds in lists; null: all.</summary>
    public NodeName? OnlyNodeOf(JobViewer viewer)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return viewer.IsAdmin || viewer.IsListed || NodesReadAllJobs ? null : viewer.Node;
    }

    /// <summary>By name alone only where no more was kept, and then never a node: anybody with a join token chooses one's name.</summary>
    private static bool HasStarted(JobViewer viewer, JobStarter starter) =>
        viewer.Name == starter.Name && (starter.Id is { } id ? id == viewer.Id : viewer.Node is null);
}
