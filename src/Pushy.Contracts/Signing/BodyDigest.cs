namespace Pushy.Contracts.Signing;

/// <summary>A body's digest as the canonical string has it, so that one request's body is hashed once however many keys are tried.</summary>
/// <param name="Base64">Base64 of the SHA-1 or SHA-256 of the raw bytes, as <see cref="SignedHeaders.DigestAlgorithm"/> says.</param>
public readonly record struct BodyDigest(string Base64);
