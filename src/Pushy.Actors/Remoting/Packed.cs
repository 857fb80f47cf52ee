using System.Buffers.Binary;
using System.IO.Compression;

namespace Pushy.Actors.Remoting;

/// <summary>Bytes that may be many: compressed where that pays.</summary>
internal static class Packed
{
    private const int WorthIt = 4096;   // bytes; shorter ones fit into a few packets as they are

    private const int MaxBytes = 1 << 30;

    private const byte Plain = 0;
    private const byte Brotli = 1;

    public static byte[] Of(byte[] bytes)
    {
        if (bytes.Length < WorthIt)
            return [Plain, .. bytes];

        using var packed = new MemoryStream(bytes.Length / 4);
        Span<byte> head = stackalloc byte[1 + sizeof(int)];
        head[0] = Brotli;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], bytes.Length);
        packed.Write(head);
        using (var zip = new BrotliStream(packed, CompressionLevel.Fastest))
            zip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>Whether it takes long to open.</summary>
    public static bool IsLarge(byte[] packed) => packed is [Brotli, ..];

    public static byte[] Open(byte[] packed) => packed switch
    {
        [Plain, ..] => packed[1..],
        [Brotli, _, _, _, _, ..] => Unzip(packed),
        _ => throw new InvalidDataException("bytes are packed in a way not known to this version"),
    };

    private static byte[] Unzip(byte[] packed)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(packed.AsSpan(1));
        if (length is < 0 or > MaxBytes)
            throw new InvalidDataException("there is more than can be");

        var bytes = new byte[length];
        using var zip = new BrotliStream(new MemoryStream(packed, 1 + sizeof(int), packed.Length - 1 - sizeof(int)), CompressionMode.Decompress);
        zip.ReadExactly(bytes);
        return bytes;
    }
}
