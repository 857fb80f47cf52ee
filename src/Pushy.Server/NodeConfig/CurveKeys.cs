using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;

namespace Pushy.Server.NodeConfig;

/// <summary>The server's Curve25519 key pair for CurveZMQ: new at each start, never stored.</summary>
/// <param name="Public">32 bytes.</param>
/// <param name="Secret">32 bytes; never to be logged.</param>
public sealed record CurveKeys(ReadOnlyMemory<byte> Public, ReadOnlyMemory<byte> Secret)
{
    /// <summary>Characters of a key in Z85.</summary>
    public const int TextLength = 40;

    /// <summary>The public key as clients are told it.</summary>
    public string PublicText { get; } = Z85.Encode(Public.Span);

    public static CurveKeys New()
    {
        var secret = RandomNumberGenerator.GetBytes(X25519PrivateKeyParameters.KeySize);
        return new CurveKeys(new X25519PrivateKeyParameters(secret).GeneratePublicKey().GetEncoded(), secret);
    }

    /// <summary>Whether a text is a key as CurveZMQ writes it.</summary>
    public static bool IsKey(string text) => text.Length == TextLength && Z85.Decode(text) is not null;

    /// <summary>Leaves the secret out.</summary>
    public override string ToString() => PublicText;
}
