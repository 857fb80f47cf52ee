namespace Pushy.Domain.Standings;

/// <summary>Why a connection that was let in has to end.</summary>
public enum StandingEnd
{
    /// <summary>Its organization is not there any more, or another one has its name.</summary>
    OrganizationGone,

    /// <summary>Who opened it belongs to the organization no more.</summary>
    PrincipalGone,

    /// <summary>The key, token or session that proved it was taken away.</summary>
    ProofGone,

    /// <summary>The key, token or session that proved it has ended by itself.</summary>
    ProofExpired,

    /// <summary>The groups do not allow it any more.</summary>
    NotPermitted,
}

/// <summary>What the directory says now about who holds a connection.</summary>
/// <param name="HasOrganization">Whether the organization is the one that it was.</param>
/// <param name="IsMember">Whether the principal, of the same name and kind, belongs to it.</param>
/// <param name="HasProof">Whether what proved it is still the principal's.</param>
/// <param name="ProofEndsAt">From then on it proves nothing; null: never.</param>
/// <param name="IsPermitted">Whether the route's permission would be given.</param>
public sealed record StandingFacts(bool HasOrganization, bool IsMember, bool HasProof, DateTimeOffset? ProofEndsAt, bool IsPermitted);

/// <summary>
/// Whether a connection may go on. Who was deleted and made anew under the same name is somebody else, for the proof is another: a key counts by what it is, not by
/// what it is called, and a token or session goes with its user.
/// </summary>
public static class StandingRule
{
    /// <summary>Null: it goes on.</summary>
    public static StandingEnd? Decide(StandingFacts facts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts switch
        {
            { HasOrganization: false } => StandingEnd.OrganizationGone,
            { IsMember: false } => StandingEnd.PrincipalGone,
            { HasProof: false } => StandingEnd.ProofGone,
            { ProofEndsAt: { } end } when end <= now => StandingEnd.ProofExpired,
            { IsPermitted: false } => StandingEnd.NotPermitted,
            _ => null,
        };
    }
}
