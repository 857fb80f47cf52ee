using System.Collections.Immutable;
using System.Data.Common;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql.Journal;
using Microsoft.Data.Sqlite;

namespace Pushy.Actors.Journal;

/// <summary>
/// Akka.Persistence.Sql's journal, where a write that was refused concerns only its own writer. Writes of many actors share one insert; when
/// another host has written what one of them is about to (a split brain, or a job that has just moved), the database refuses the whole
/// insert. Here each of them then looks at what the journal has: whoever has lost fails, the others are written again.
/// </summary>
public sealed class FencedJournal(Config config) : SqlWriteJournal(config)
{
    /// <summary>How often a write is tried that shares its insert with others' conflicts. Each try ends for good those that have lost.</summary>
    private const int MaxTries = 10;

    /// <summary>A write that was refused together with others'.</summary>
    private sealed record Refused(AtomicWrite[] Messages, int Tries, Exception Cause, TaskCompletionSource<IImmutableList<Exception>> Done, CancellationToken End);

    /// <summary>What the journal has of the writer now.</summary>
    private sealed record Seen(Refused Refused, long HighestSequenceNr);

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken) =>
        Write([.. messages], tries: 1, Self, cancellationToken);

    protected override bool ReceivePluginInternal(object message)
    {
        switch (message)
        {
            case Refused refused: _ = Look(refused, Self); return true;
            case Seen seen: _ = Settle(seen, Self); return true;
            default: return base.ReceivePluginInternal(message);
        }
    }

    private async Task<IImmutableList<Exception>> Write(AtomicWrite[] messages, int tries, IActorRef self, CancellationToken end)
    {
        try
        {
            return await base.WriteMessagesAsync(messages, end);
        }
        catch (Exception e) when (tries < MaxTries && IsConflict(e))
        {
            var done = new TaskCompletionSource<IImmutableList<Exception>>(TaskCreationOptions.RunContinuationsAsynchronously);
            self.Tell(new Refused(messages, tries, e, done, end));   // the journal's own fields are for its own thread
            return await done.Task;
        }
    }

    /// <summary>Begins on the journal's thread.</summary>
    private async Task Look(Refused refused, IActorRef self)
    {
        try
        {
            self.Tell(new Seen(refused, await ReadHighestSequenceNrAsync(refused.Messages[0].PersistenceId, 0, refused.End)));
        }
        catch (Exception e)
        {
            refused.Done.TrySetException(e);
        }
    }

    /// <summary>Begins on the journal's thread.</summary>
    private async Task Settle(Seen seen, IActorRef self)
    {
        var refused = seen.Refused;
        try
        {
            if (seen.HighestSequenceNr >= refused.Messages[0].LowestSequenceNr)
                refused.Done.TrySetException(refused.Cause);
            else
                refused.Done.TrySetResult(await Write(refused.Messages, refused.Tries + 1, self, refused.End));
        }
        catch (Exception e)
        {
            refused.Done.TrySetException(e);
        }
    }

    /// <summary>Unique key; or two hosts' inserts waited for each other's rows, and the database ended one. Nothing was written either way.</summary>
    private static bool IsConflict(Exception exception) => exception switch
    {
        SqliteException { SqliteExtendedErrorCode: 2067 or 1555 } => true,
        DbException { SqlState: "23505" or "40P01" } => true,   // PostgreSQL's unique_violation and deadlock_detected
        _ => exception.InnerException is { } inner && IsConflict(inner),
    };
}
