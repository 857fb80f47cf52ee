using Akka.Actor;
using Akka.Persistence;
using Pushy.Actors.Jobs;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.Feeds;

/// <summary>
/// Reads a job's journal once, from the first row, tells its parent each row and then <see cref="Read"/>, and stops. It is a recovery that nothing
/// follows: it waits its turn among the recoveries of jobs, needs nothing but the journal, and writes nothing. Stops without a word when the journal cannot be read.
/// </summary>
public sealed class JobHistoryActor(JobId job) : UntypedPersistentActor
{
    /// <summary>Every row has been told.</summary>
    public sealed record Read
    {
        public static readonly Read Instance = new();
    }

    public override string PersistenceId => JobActor.PersistenceIdOf(job);

    public override Recovery Recovery { get; } = new(SnapshotSelectionCriteria.None);

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case JobWritten written: Context.Parent.Tell(new JobNews(LastSequenceNr, written)); break;
            case RecoveryCompleted:
                Context.Parent.Tell(Read.Instance);
                Context.Stop(Self);
                break;
        }
    }

    protected override void OnCommand(object message) => Unhandled(message);
}
