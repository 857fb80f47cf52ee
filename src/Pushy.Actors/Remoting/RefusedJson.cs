using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Pushy.Actors.Remoting;

/// <summary>
/// Stands in for Akka's own JSON (hocon/akka.conf), which names .NET types and makes objects of whatever type another host names: nothing is
/// written so, and nothing written so is read.
/// </summary>
public sealed class RefusedJson : Serializer
{
    private const int AkkasJson = 1;

    /// <param name="settings">Of Akka's JSON; Akka insists on handing them over.</param>
    public RefusedJson(ExtendedActorSystem system, Config settings)
        : base(system) => _ = settings;

    public override int Identifier => AkkasJson;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) => throw new SerializationException($"{obj.GetType()} has no serializer");

    public override object FromBinary(byte[] bytes, Type type) => throw new SerializationException("another host sent JSON with names of .NET types; it is dropped");
}
