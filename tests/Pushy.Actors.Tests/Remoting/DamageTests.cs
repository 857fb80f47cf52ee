using System.Runtime.Serialization;
using Akka.Actor;
using CsCheck;
using Pushy.Actors.Remoting;
using Pushy.Actors.Tests.Stage;

namespace Pushy.Actors.Tests.Remoting;

public sealed class DamageTests : VirtualHost
{
    private readonly HostMessageSerializer _serializer;
    private readonly (string Manifest, byte[] Bytes)[] _sent;

    public DamageTests()
    {
        _serializer = new HostMessageSerializer((ExtendedActorSystem)Sys);
        _sent = [.. HostSamples.All(HostSamples.Actor((ExtendedActorSystem)Sys)).Values.Select(sample => (_serializer.Manifest(sample), _serializer.ToBinary(sample)))];
    }

    [Fact]
    public void A_message_that_ends_early_is_dropped()
    {
        foreach (var (manifest, bytes) in _sent.Where(sent => sent.Manifest != "presence.deliver.v1" && sent.Bytes.Length > 0))
        {
            for (var length = 0; length < bytes.Length; length++)
                if (bytes.Length - length != Added(manifest))
                    Assert.Throws<SerializationException>(() => _serializer.FromBinary(bytes[..length], manifest));
        }
    }

    /// <summary>Bytes at the end that older hosts do not write: without them it is a message of theirs.</summary>
    private static int Added(string manifest) => manifest switch
    {
        "presence.link_opened.v1" => "192.0.2.1".Length + 1,
        "link.close.v1" => 1,
        _ => 0,
    };

    [Fact]
    public void A_damaged_message_is_read_or_dropped_and_does_nothing_else() =>
        Gen.Select(Gen.Int[0, _sent.Length - 1], Gen.Int[0, 100_000], Gen.Byte, Gen.Int[0, 100_000], Gen.Byte).Sample(
            (which, at, to, alsoAt, alsoTo) =>
            {
                var (manifest, bytes) = _sent[which];
                var damaged = bytes.ToArray();
                if (damaged.Length > 0)
                    (damaged[at % bytes.Length], damaged[alsoAt % bytes.Length]) = (to, alsoTo);
                ReadOrDrop(damaged, manifest);
            },
            iter: 20_000);

    [Fact]
    public void Any_bytes_at_all_are_read_or_dropped() =>
        Gen.Select(Gen.Int[0, _sent.Length - 1], Gen.Byte.Array[0, 64]).Sample((which, bytes) => ReadOrDrop(bytes, _sent[which].Manifest), iter: 20_000);

    private void ReadOrDrop(byte[] bytes, string manifest)
    {
        try
        {
            Assert.NotNull(_serializer.FromBinary(bytes, manifest));
        }
        catch (SerializationException dropped)
        {
            Assert.Contains(manifest, dropped.Message, StringComparison.Ordinal);
        }
    }
}
