using System.Numerics;
using System.Security.Cryptography;

namespace Pushy.Contracts.Signing;

/// <summary>
/// RSA over the data itself, padded by PKCS#1 v1.5 block type 1 without a digest: versions 1.0 and 1.1. .NET has no call for it.
/// The private operation does not take constant time: it signs a client's own request, on its own machine.
/// </summary>
internal static class RawRsa
{
    /// <summary><c>00 01</c>, at least eight <c>FF</c>, <c>00</c>.</summary>
    private const int PaddingBytes = 11;

    public static byte[] Sign(RSA privateKey, ReadOnlySpan<byte> data)
    {
        var key = privateKey.ExportParameters(includePrivateParameters: true);
        try
        {
            var size = key.Modulus!.Length;
            if (data.Length > size - PaddingBytes)
            {
                throw new ArgumentException(
                    $"the text to sign has {data.Length} bytes and this key takes {size - PaddingBytes}: shorten the user id or sign with version 1.3",
                    nameof(data));
            }

            return Block(BigInteger.ModPow(Number(Pad(data, size)), Number(key.D), Number(key.Modulus)), size);
        }
        finally
        {
            foreach (var secret in new[] { key.D, key.P, key.Q, key.DP, key.DQ, key.InverseQ })
                CryptographicOperations.ZeroMemory(secret);
        }
    }

    public static bool Verify(VerifyingKey key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        var size = key.Parameters.Modulus!.Length;
        var (exponent, number) = (Number(key.Parameters.Exponent), Number(signature));
        if (signature.Length != size || data.Length > size - PaddingBytes || number >= key.Modulus || key.Modulus.IsEven || exponent > ulong.MaxValue || exponent.IsZero)
            return false;

        // There is one right padding for data of this length, so comparing whole blocks is the strict check of it.
        return CryptographicOperations.FixedTimeEquals(Block(new Montgomery(key.Modulus).Power(number, (ulong)exponent), size), Pad(data, size));
    }

    private static byte[] Pad(ReadOnlySpan<byte> data, int size)
    {
        var block = new byte[size];
        block[1] = 1;
        block.AsSpan(2, size - data.Length - 3).Fill(0xFF);
        data.CopyTo(block.AsSpan(size - data.Length));
        return block;
    }

    private static byte[] Block(BigInteger number, int size)
    {
        var block = new byte[size];
        number.TryWriteBytes(block.AsSpan(size - number.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true);
        return block;
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
