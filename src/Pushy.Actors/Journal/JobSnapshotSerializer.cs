using Akka.Actor;
using Akka.Event;
using Akka.Serialization;
using Pushy.Actors.Jobs;

namespace Pushy.Actors.Journal;

/// <summary>The serializer of jobs' snapshots. What it cannot read is said in the log, and the job is recovered from its journal.</summary>
public sealed class JobSnapshotSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Of the one form there is. A change that old readers would misread gets a new one.</summary>
    public const string V1 = "job.snapshot.v1";

    /// <summary>Fixed for ever: rows name it.</summary>
    public const int Id = 14_010;

    public override int Identifier => Id;

    public override string Manifest(object o) => o is JobSnapshot ? V1 : throw new ArgumentException($"{o.GetType()} is no snapshot of a job", nameof(o));

    public override byte[] ToBinary(object obj) => obj is JobSnapshot(var job)
        ? SnapshotBytes.Write(job)
        : throw new ArgumentException($"{obj.GetType()} is no snapshot of a job", nameof(obj));

    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return manifest == V1
                ? new JobSnapshot(SnapshotBytes.Read(bytes))
                : throw new InvalidDataException($"this version does not know snapshots '{manifest}'");
        }
        catch (InvalidDataException unreadable)
        {
            Logging.GetLogger(system, typeof(JobSnapshotSerializer)).Warning("A snapshot of a job cannot be read, its whole journal is read instead: {0}", unreadable.Message);
            throw;
        }
    }
}
