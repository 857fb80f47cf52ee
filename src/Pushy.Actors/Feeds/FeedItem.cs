using Pushy.Domain.Jobs;

namespace Pushy.Actors.Feeds;

/// <summary>One event of a feed, for readers who do not see all of them.</summary>
/// <param name="Text">As it goes over the wire.</param>
/// <param name="Veiled">The same without secrets.</param>
/// <param name="Node">The node that it is about; null for one of the whole job.</param>
/// <param name="Job">In the feed of an organization: the job that it is about.</param>
public readonly record struct FeedItem(ReadOnlyMemory<byte> Text, ReadOnlyMemory<byte> Veiled, string? Node = null, FeedJob? Job = null);

/// <summary>A job, as far as it has to be known who may see it.</summary>
/// <param name="CreatedAt">Microseconds since 1970, UTC.</param>
/// <param name="RequestedBy">Name of who started it.</param>
/// <param name="StarterId">Which one of that name; null where that was not kept.</param>
public sealed record FeedJob(JobId Id, long CreatedAt, string RequestedBy, string? StarterId);
