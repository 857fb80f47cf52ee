using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.ReadModel;

/// <summary>Which jobs of an organization to list. What is null does not matter.</summary>
/// <param name="Organization">Its GUID.</param>
public sealed record JobFilter(string Organization)
{
    public JobStatus? Status { get; init; }

    /// <summary>A node that the job was for.</summary>
    public NodeName? Node { get; init; }

    /// <summary>The exact job command.</summary>
    public string? Command { get; init; }

    /// <summary>
    /// A part of the job command, in any case of its ASCII letters. No index has it: jobs are looked at one after the other, at most
    /// <see cref="JobPages.MostLookedAt"/> for one page, which may then be short and is followed by another.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>The exact name of who asked for it.</summary>
    public string? RequestedBy { get; init; }

    /// <summary>Created then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Created earlier.</summary>
    public DateTimeOffset? Before { get; init; }
}

/// <summary>A job's place in the list: jobs that are added do not move it.</summary>
/// <param name="CreatedAt">Microseconds since 1970, UTC.</param>
public readonly record struct JobPosition(long CreatedAt, JobId Id);

/// <param name="Jobs">Newest first.</param>
/// <param name="More">Whether older ones follow.</param>
public sealed record JobPage(IReadOnlyList<JobPosition> Jobs, bool More)
{
    /// <summary>Where the next page goes on: the last job that was looked at. Null: there is none.</summary>
    public JobPosition? Next { get; init; } = More ? Jobs[^1] : null;
}
