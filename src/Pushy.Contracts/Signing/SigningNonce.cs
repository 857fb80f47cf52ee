using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Pushy.Contracts.Signing;

/// <summary>
/// What tells a request of version 1.3 from an equal one in the same second: <c>nonce=</c> in <see cref="OpsHeaders.Sign"/>, which is signed
/// along. A server takes a signed request that changes something once (docs/decisions/0183).
/// </summary>
public static class SigningNonce
{
    /// <summary>Longest nonce, in letters and digits.</summary>
    public const int MaxLength = 64;

    internal const string Allowed = "allowed is one of 1 to 64 letters and digits, with version 1.3";

    private const int NewLength = 32;

    /// <summary>A new one: 128 random bits.</summary>
    public static string New() => RandomNumberGenerator.GetHexString(NewLength, lowercase: true);

    /// <summary>Whether a text can be one: 1 to 64 ASCII letters and digits.</summary>
    /// <param name="text">Any text.</param>
    public static bool IsValid([NotNullWhen(true)] string? text) => text is { Length: >= 1 and <= MaxLength } && text.All(char.IsAsciiLetterOrDigit);
}
