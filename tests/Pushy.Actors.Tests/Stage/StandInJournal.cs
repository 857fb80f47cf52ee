using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Persistence;
using Pushy.Actors.Jobs;
using Pushy.Actors.Journal;

namespace Pushy.Actors.Tests.Stage;

/// <summary>What the stand-in journal holds, and how it behaves: one for an actor system.</summary>
public sealed class JournalControl : IExtension
{
    private readonly ConcurrentDictionary<string, List<byte[]>> _rows = new();
    private int _inserts;

    /// <summary>How many writes were asked for since the start; one may hold several rows.</summary>
    public int Inserts => Volatile.Read(ref _inserts);

    /// <summary>Number of the first row that the last recovery asked for.</summary>
    public long ReplayedFrom { get; internal set; }

    /// <summary>Writes fail from now on.</summary>
    public bool Fails { get; set; }

    /// <summary>Writes are refused as what cannot be stored from now on.</summary>
    public bool Rejects { get; set; }

    /// <summary>Writes are stored from now on, and answered as if they had failed.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>Writes wait for <see cref="HoldEnds"/> from now on.</summary>
    public bool Holds { get; set; }

    /// <summary>Does what was held, in order.</summary>
    public sealed record HoldEnds
    {
        public static readonly HoldEnds Instance = new();
    }

    public static JournalControl Of(ActorSystem system) => system.WithExtension<JournalControl, Provider>();

    /// <summary>The rows of a job, as read back from their bytes.</summary>
    public IReadOnlyList<JobWritten> Rows(ActorSystem system, string persistenceId)
    {
        var serializer = new JobEventSerializer((ExtendedActorSystem)system);
        return [.. Bytes(persistenceId).Select(row => (JobWritten)serializer.FromBinary(row, JobEventSerializer.WrittenV1))];
    }

    internal IReadOnlyList<byte[]> Bytes(string persistenceId)
    {
        if (!_rows.TryGetValue(persistenceId, out var rows))
            return [];
        lock (rows)
            return [.. rows];
    }

    internal void Count() => Interlocked.Increment(ref _inserts);

    /// <summary>Stores a row; false if there is one of its number, as both databases' unique key has it.</summary>
    internal bool TryAdd(string persistenceId, long number, byte[] row)
    {
        var rows = _rows.GetOrAdd(persistenceId, _ => []);
        lock (rows)
        {
            if (number != rows.Count + 1)
                return false;
            rows.Add(row);
            return true;
        }
    }

    private sealed class Provider : ExtensionIdProvider<JournalControl>
    {
        public override JournalControl CreateExtension(ExtendedActorSystem system) => new();
    }
}

/// <summary>
/// A journal in memory that answers within one message, so that the test's clock knows when it is done. It stores the bytes of
/// the real serializer, and slows down or fails when told to. Akka's own in-memory journal does none of that.
/// </summary>
public sealed class StandInJournal : UntypedActor
{
    private readonly JournalControl _control = JournalControl.Of(Context.System);
    private readonly JobEventSerializer _serializer = new((ExtendedActorSystem)Context.System);
    private readonly List<WriteMessages> _held = [];

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WriteMessages write:
                _control.Count();
                if (_control.Holds)
                    _held.Add(write);
                else
                    Write(write);
                break;
            case JournalControl.HoldEnds:
                _held.ForEach(Write);
                _held.Clear();
                break;
            case ReplayMessages replay: Replay(replay); break;
            default: Unhandled(message); break;
        }
    }

    private void Write(WriteMessages write)
    {
        var rows = write.Messages.OfType<AtomicWrite>().SelectMany(atomic => (IEnumerable<IPersistentRepresentation>)atomic.Payload).ToList();
        var to = write.PersistentActor;
        if (_control.Fails)
        {
            Fail("the disk is full");
            return;
        }

        if (_control.Rejects)
        {
            to.Tell(WriteMessagesSuccessful.Instance);
            rows.ForEach(row => to.Tell(new WriteMessageRejected(row, new InvalidOperationException("too large"), write.ActorInstanceId)));
            return;
        }

        if (!rows.TrueForAll(row => _control.TryAdd(row.PersistenceId, row.SequenceNr, _serializer.ToBinary(row.Payload))))
            Fail("there is a row of this number");
        else if (_control.LosesAnswers)
            Fail("no answer");
        else
        {
            to.Tell(WriteMessagesSuccessful.Instance);
            rows.ForEach(row => to.Tell(new WriteMessageSuccess(row, write.ActorInstanceId)));
        }

        void Fail(string why)
        {
            var cause = new IOException(why);
            to.Tell(new WriteMessagesFailed(cause, rows.Count));
            rows.ForEach(row => to.Tell(new WriteMessageFailure(row, cause, write.ActorInstanceId)));
        }
    }

    private void Replay(ReplayMessages replay)
    {
        var rows = _control.Bytes(replay.PersistenceId);
        _control.ReplayedFrom = replay.FromSequenceNr;
        for (var number = (int)replay.FromSequenceNr; number <= rows.Count; number++)
        {
            var payload = _serializer.FromBinary(rows[number - 1], JobEventSerializer.WrittenV1);
            replay.PersistentActor.Tell(new ReplayedMessage(new Persistent(payload, number, replay.PersistenceId)));
        }

        replay.PersistentActor.Tell(new RecoverySuccess(rows.Count));
    }
}

/// <summary>There are no snapshots; says so at once, where Akka's own takes a detour over a task.</summary>
public sealed class NoSnapshots : UntypedActor
{
    protected override void OnReceive(object message)
    {
        if (message is LoadSnapshot)
            Sender.Tell(new LoadSnapshotResult(null!, long.MaxValue));
        else
            Unhandled(message);
    }
}
