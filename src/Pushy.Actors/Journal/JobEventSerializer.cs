using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;
using Pushy.Actors.Jobs;

namespace Pushy.Actors.Journal;

/// <summary>The journal's serializer: UTF-8 JSON under a versioned manifest, no name of a .NET type.</summary>
public sealed class JobEventSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Of the one kind of row there is. A change that old readers would misread gets a new one, and this class reads both.</summary>
    public const string WrittenV1 = "job.written.v1";

    /// <summary>Fixed for ever: rows name it.</summary>
    public const int Id = 14_001;

    public override int Identifier => Id;

    public override string Manifest(object o) => o is JobWritten ? WrittenV1 : throw new ArgumentException($"{o.GetType()} is not journaled", nameof(o));

    public override byte[] ToBinary(object obj) => obj is JobWritten written ? Write(written) : throw new ArgumentException($"{obj.GetType()} is not journaled", nameof(obj));

    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (manifest != WrittenV1)
            throw new InvalidDataException($"the journal has a row '{manifest}', which this version does not know");

        return Read(bytes);
    }

    internal static byte[] Write(JobWritten written) =>
        JsonSerializer.SerializeToUtf8Bytes(new StoredWrite([.. written.Events.Select(StoredEvents.Store)]), StoredContext.Default.StoredWrite);

    internal static JobWritten Read(byte[] bytes) => new([.. Parse(bytes).Events.Select(StoredEvents.Restore)]);

    private static StoredWrite Parse(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, StoredContext.Default.StoredWrite) is { Events: not null } stored
                ? stored
                : throw new InvalidDataException("the journal has an empty row");
        }
        catch (JsonException damaged)
        {
            throw new InvalidDataException("the journal has a damaged row", damaged);
        }
    }
}
