using System.Buffers.Binary;

namespace Pushy.Server.NodeConfig;

/// <summary>Z85 (ZeroMQ RFC 32): four bytes as five characters, big-endian, base 85.</summary>
internal static class Z85
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length % 4, 0);
        var text = new char[bytes.Length / 4 * 5];
        for (var group = 0; group < bytes.Length / 4; group++)
        {
            var value = BinaryPrimitives.ReadUInt32BigEndian(bytes[(group * 4)..]);
            for (var i = 4; i >= 0; i--, value /= 85)
                text[(group * 5) + i] = Alphabet[(int)(value % 85)];
        }

        return new string(text);
    }

    /// <summary>Null for what is not Z85: another length, a character outside the alphabet, a group above 2^32-1.</summary>
    public static byte[]? Decode(string text)
    {
        if (text.Length % 5 != 0)
            return null;
        var bytes = new byte[text.Length / 5 * 4];
        for (var group = 0; group < text.Length / 5; group++)
        {
            var value = 0UL;
            foreach (var letter in text.AsSpan(group * 5, 5))
            {
                var digit = Alphabet.IndexOf(letter, StringComparison.Ordinal);
                if (digit < 0)
                    return null;
                value = (value * 85) + (uint)digit;
            }

            if (value > uint.MaxValue)
                return null;
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(group * 4), (uint)value);
        }

        return bytes;
    }
}
