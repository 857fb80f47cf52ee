using System.Collections.Frozen;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace Pushy.Actors.Remoting;

/// <summary>
/// Serializes what actors of different hosts tell each other. Whatever is wrong with a message is a <see cref="SerializationException"/>: Akka logs
/// it, drops the message, and the connection between the hosts stays.
/// </summary>
public sealed class HostMessageSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Fixed for ever: hosts of other versions know it.</summary>
    public const int Id = 14_002;

    private static readonly FrozenDictionary<string, HostMessage> ByManifest = HostMessages.All.ToFrozenDictionary(kind => kind.Manifest, StringComparer.Ordinal);
    private static readonly FrozenDictionary<Type, HostMessage> ByType = HostMessages.All.ToFrozenDictionary(kind => kind.Type);

    public override int Identifier => Id;

    /// <summary>What it serializes, to be bound to it.</summary>
    internal static IEnumerable<Type> Types => ByType.Keys;

    public override string Manifest(object o) => KindOf(o).Manifest;

    public override byte[] ToBinary(object obj)
    {
        var kind = KindOf(obj);
        try
        {
            return kind.Write(obj);
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            throw new SerializationException($"a message '{kind.Manifest}' could not be written: {failed.Message}", failed);
        }
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (!ByManifest.TryGetValue(manifest, out var kind))
            throw new SerializationException($"another host sent a message '{manifest}', which this version does not know; it is dropped");

        try
        {
            return kind.Read(new WireReader(bytes, system));
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            throw new SerializationException($"another host sent a message '{manifest}' that this version cannot read: {failed.Message}", failed);
        }
    }

    private static HostMessage KindOf(object message)
    {
        for (var type = message.GetType(); type is not null; type = type.BaseType)
        {
            if (ByType.TryGetValue(type, out var kind))
                return kind;
        }

        throw new SerializationException($"{message.GetType().Name} does not leave a host");
    }
}
