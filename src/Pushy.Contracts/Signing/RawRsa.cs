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

            return Power(Pad(data, size), key.D!, key.Modulus);
        }
        finally
        {
            foreach (var secret in new[] { key.D, key.P, key.Q, key.DP, key.DQ, key.InverseQ })
                CryptographicOperations.ZeroMemory(secret);
        }
    }

    public static bool Verify(RSA publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        var key = publicKey.ExportParameters(includePrivateParameters: false);
        var size = key.Modulus!.Length;
        if (signature.Length != size || data.Length > size - PaddingBytes || Number(signature) >= Number(key.Modulus))
            return false;

        // There is one right padding for data of this length, so comparing whole blocks is the strict check of it.
        return CryptographicOperations.FixedTimeEquals(Power(signature, key.Exponent!, key.Modulus), Pad(data, size));
    }

    private static byte[] Pad(ReadOnlySpan<byte> data, int size)
    {
        var block = new byte[size];
        block[1] = 1;
        block.AsSpan(2, size - data.Length - 3).Fill(0xFF);
        data.CopyTo(block.AsSpan(size - data.Length));
        return block;
    }

    private static byte[] Power(ReadOnlySpan<byte> value, byte[] exponent, byte[] modulus)
    {
        var result = BigInteger.ModPow(Number(value), Number(exponent), Number(modulus));
        var block = new byte[modulus.Length];
        var length = result.GetByteCount(isUnsigned: true);
        result.TryWriteBytes(block.AsSpan(block.Length - length), out _, isUnsigned: true, isBigEndian: true);
        return block;
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
