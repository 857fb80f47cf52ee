using Akka.Actor;
using Akka.Serialization;

namespace Pushy.Actors.Tests.Remoting;

/// <summary>What a host of another version may send.</summary>
/// <param name="Manifest">Its name.</param>
public sealed record FromLater(string Manifest, byte[] Bytes);

/// <summary>Sends it.</summary>
public sealed class LaterSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public const string Hocon = """

        akka.actor.serializers.later = "Pushy.Actors.Tests.Remoting.LaterSerializer, Pushy.Actors.Tests"
        akka.actor.serialization-bindings."Pushy.Actors.Tests.Remoting.FromLater, Pushy.Actors.Tests" = later

        """;

    private int _id = 14_999;

    public override int Identifier => _id;

    /// <summary>From now on it says that another serializer wrote what it sends: one that is registered here too.</summary>
    public static void Pretend(ActorSystem system, int id) => ((LaterSerializer)system.Serialization.FindSerializerForType(typeof(FromLater)))._id = id;

    public override string Manifest(object o) => ((FromLater)o).Manifest;

    public override byte[] ToBinary(object obj) => ((FromLater)obj).Bytes;

    public override object FromBinary(byte[] bytes, string manifest) => throw new NotSupportedException();
}
