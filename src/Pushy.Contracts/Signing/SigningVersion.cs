namespace Pushy.Contracts.Signing;

/// <summary>Versions of the signed-header protocol (authn-authz.md §1).</summary>
public enum SigningVersion
{
    /// <summary>1.0: SHA-1, raw RSA over the canonical string, user id plain.</summary>
    V10,

    /// <summary>1.1: as 1.0, user id hashed. What knife sends by default.</summary>
    V11,

    /// <summary>1.2: as 1.1, but RSASSA-PKCS1-v1_5 with SHA-1.</summary>
    V12,

    /// <summary>1.3: SHA-256 throughout, RSASSA-PKCS1-v1_5. What our own programs send.</summary>
    V13,
}
