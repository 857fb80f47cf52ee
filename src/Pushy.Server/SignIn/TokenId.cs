namespace Pushy.Server.SignIn;

/// <summary>What a token is called when it has no name: the begin of its hash, which tells nothing of the token.</summary>
internal static class TokenId
{
    public const int Length = 12;

    public static string Of(string hash) => hash[..Length];

    public static bool IsOne(string text) => text.Length == Length && text.All(char.IsAsciiHexDigitLower);
}
