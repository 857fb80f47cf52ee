using System.Collections.Immutable;
using Pushy.Domain.Feeds;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Shells;

/// <summary>What a server sends a node.</summary>
internal enum Order
{
    Ack,
    Commit,
    Run,
    Abort,
    Recorded,
}

/// <summary>What lies outside of a <see cref="Shell"/>: clock, journal, links and readers.</summary>
internal interface IOutside
{
    DateTimeOffset Now { get; }

    /// <summary>Whether a node that missed a message gets it again.</summary>
    bool Repeats { get; }

    /// <summary>Writes to the journal, and says when it is there.</summary>
    void Write(JobId job, ImmutableArray<JobEvent> events, Action done);

    void Send(NodeName node, Order order, JobId? job);

    void Tell(JobId job, FeedEvent news);
}
