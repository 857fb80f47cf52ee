using System.Diagnostics.CodeAnalysis;
using Pushy.Contracts.Signing;

namespace Pushy.Server.Directories;

/// <summary>Public keys that somebody brings, written the one way that we store: SubjectPublicKeyInfo as PEM.</summary>
internal static class PublicKeyText
{
    /// <summary>A longer key makes each check of a signature slow.</summary>
    private const int MaxBits = 4096;

    /// <param name="given">PEM: PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE.</param>
    /// <param name="pem">What to store; null when false.</param>
    /// <param name="problem">What is wrong and what is allowed, without any of the text; null when true.</param>
    public static bool TryRead(string given, [NotNullWhen(true)] out string? pem, [NotNullWhen(false)] out string? problem)
    {
        pem = null;
        if (!PublicKeyPem.TryRead(given, out var key, out problem))
            return false;
        using (key)
        {
            if (key.KeySize > MaxBits)
                problem = $"the key has {key.KeySize} bits; allowed are {PublicKeyPem.MinBits} to {MaxBits}";
            else
                pem = PublicKeyPem.Write(key);
        }

        return pem is not null;
    }
}
