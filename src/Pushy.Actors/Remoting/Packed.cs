using System.IO.Compression;

namespace Pushy.Actors.Remoting;

/// <summary>Bytes that may be many: compressed where that pays.</summary>
internal static class Packed
{
    private const int WorthIt = 4096;   // bytes; shorter ones fit into a few packets as they are

    private const byte Plain = 0;
    private const byte Brotli = 1;

    public static byte[] Of(byte[] bytes)
    {
        using var packed = new MemoryStream(bytes.Length < WorthIt ? bytes.Length + 1 : bytes.Length / 4);
        if (bytes.Length < WorthIt)
        {
            packed.WriteByte(Plain);
            packed.Write(bytes);
        }
        else
        {
            packed.WriteByte(Brotli);
            using var zip = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true);
            zip.Write(bytes);
        }

        return packed.ToArray();
    }

    public static byte[] Open(byte[] packed)
    {
        switch (packed)
        {
            case [Plain, ..]:
                return packed[1..];
            case [Brotli, ..]:
                using (var zip = new BrotliStream(new MemoryStream(packed, 1, packed.Length - 1), CompressionMode.Decompress))
                using (var bytes = new MemoryStream(packed.Length * 4))
                {
                    zip.CopyTo(bytes);
                    return bytes.ToArray();
                }

            default:
                throw new InvalidDataException("bytes are packed in a way not known to this version");
        }
    }
}
