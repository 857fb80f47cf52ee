using System.Security.Cryptography;

namespace Pushy.Cli.Api;

/// <summary>Values of <c>Idempotency-Key</c>.</summary>
internal static class IdempotencyKey
{
    private const int Bytes = 16;

    /// <summary>One that nobody else has.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
}
