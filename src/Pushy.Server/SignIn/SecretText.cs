using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Pushy.Server.SignIn;

/// <summary>Tokens: 256 random bits, so a plain SHA-256 of them tells nothing and is all that is kept.</summary>
internal static class SecretText
{
    /// <summary>Begin of personal tokens.</summary>
    public const string PersonalPrefix = "pushy_";

    /// <summary>Begin of join tokens.</summary>
    public const string JoinPrefix = "pushy_join_";

    private const int RandomBytes = 32;

    /// <param name="prefix">Says what it is, to people and to scanners for leaked secrets.</param>
    public static string New(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>64 lower-case hex digits.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
