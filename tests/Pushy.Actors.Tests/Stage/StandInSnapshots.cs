using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Persistence;
using Pushy.Actors.Jobs;
using Pushy.Actors.Journal;

namespace Pushy.Actors.Tests.Stage;

/// <summary>What the stand-in snapshot store holds, and how it behaves: one for an actor system.</summary>
public sealed class SnapshotControl : IExtension
{
    private readonly ConcurrentDictionary<(string Job, long Sequence), byte[]> _stored = new();

    /// <summary>Nothing can be saved from now on.</summary>
    public bool Fails { get; set; }

    public static SnapshotControl Of(ActorSystem system) => system.WithExtension<SnapshotControl, Provider>();

    /// <summary>Sequence numbers of the snapshots of a job, in order.</summary>
    public IReadOnlyList<long> Of(string persistenceId) => [.. _stored.Keys.Where(key => key.Job == persistenceId).Select(key => key.Sequence).Order()];

    /// <summary>Cuts off the second half of each.</summary>
    public void Damage(string persistenceId)
    {
        foreach (var sequence in Of(persistenceId))
            _stored[(persistenceId, sequence)] = _stored[(persistenceId, sequence)][..(_stored[(persistenceId, sequence)].Length / 2)];
    }

    internal byte[] Bytes(string persistenceId, long sequence) => _stored[(persistenceId, sequence)];

    internal void Add(string persistenceId, long sequence, byte[] snapshot) => _stored[(persistenceId, sequence)] = snapshot;

    internal void Remove(string persistenceId, long upTo)
    {
        foreach (var sequence in Of(persistenceId).Where(sequence => sequence <= upTo))
            _stored.TryRemove((persistenceId, sequence), out _);
    }

    private sealed class Provider : ExtensionIdProvider<SnapshotControl>
    {
        public override SnapshotControl CreateExtension(ExtendedActorSystem system) => new();
    }
}

/// <summary>A snapshot store in memory that answers within one message, and stores the bytes of the real serializer.</summary>
public sealed class StandInSnapshots : UntypedActor
{
    private readonly SnapshotControl _control = SnapshotControl.Of(Context.System);
    private readonly JobSnapshotSerializer _serializer = new((ExtendedActorSystem)Context.System);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case LoadSnapshot load: Load(load); break;
            case SaveSnapshot { Metadata: var metadata } when _control.Fails: Sender.Tell(new SaveSnapshotFailure(metadata, new IOException("the disk is full"))); break;
            case SaveSnapshot { Metadata: var metadata, Snapshot: JobSnapshot snapshot }:
                _control.Add(metadata.PersistenceId, metadata.SequenceNr, _serializer.ToBinary(snapshot));
                Sender.Tell(new SaveSnapshotSuccess(metadata));
                break;
            case DeleteSnapshots delete:
                _control.Remove(delete.PersistenceId, delete.Criteria.MaxSequenceNr);
                Sender.Tell(new DeleteSnapshotsSuccess(delete.Criteria));
                break;
            default: Unhandled(message); break;
        }
    }

    private void Load(LoadSnapshot load)
    {
        try
        {
            var found = _control.Of(load.PersistenceId) is [.., var newest]
                ? new SelectedSnapshot(new SnapshotMetadata(load.PersistenceId, newest, DateTime.UnixEpoch), _serializer.FromBinary(_control.Bytes(load.PersistenceId, newest), JobSnapshotSerializer.V1))
                : null;
            Sender.Tell(new LoadSnapshotResult(found, load.ToSequenceNr));
        }
        catch (InvalidDataException damaged)
        {
            Sender.Tell(new LoadSnapshotFailed(damaged));
        }
    }
}
