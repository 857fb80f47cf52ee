using Pushy.Actors.Jobs;
using Pushy.Actors.Journal;
using Pushy.Actors.Remoting;

namespace Pushy.Actors.Feeds;

/// <summary>A row of a job's journal.</summary>
public sealed record JobNews
{
    internal JobNews(long sequence, Parcel<JobWritten> written) => (Sequence, Parcel) = (sequence, written);

    public JobNews(long sequence, JobWritten written)
        : this(sequence, Parcel<JobWritten>.Of(written, JobEventSerializer.Write))
    {
    }

    /// <summary>Its sequence number, from 1.</summary>
    public long Sequence { get; }

    /// <summary>What it holds. Throws if another host sent it damaged, and it is large.</summary>
    public JobWritten Written => Parcel.Value;

    internal Parcel<JobWritten> Parcel { get; }
}
