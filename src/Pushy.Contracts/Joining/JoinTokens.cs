using System.Text.Json.Serialization;
using Pushy.Contracts.Jobs;

namespace Pushy.Contracts.Joining;

/// <summary>Body of <c>POST …/pushy/join_tokens</c>. All may be left out.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record JoinTokenRequest
{
    /// <summary>Machines that may join with it, 1 to 1000000; 1 unless given.</summary>
    public int? Uses { get; init; }

    /// <summary>Seconds that it is valid, 1 to 315360000; a day unless given.</summary>
    public long? ExpiresIn { get; init; }
}

/// <summary>A node that joined with a token.</summary>
/// <param name="Node">Its name.</param>
/// <param name="At">When, ISO 8601 in UTC.</param>
public sealed record JoinTokenUse(string Node, [property: JsonConverter(typeof(UtcTimeConverter))] DateTimeOffset At);

/// <summary>A token with which machines join.</summary>
/// <param name="Id">Twelve hex digits, by which it is revoked.</param>
/// <param name="State"><c>valid</c>, <c>used_up</c>, <c>expired</c> or <c>revoked</c>.</param>
/// <param name="UsesLeft">Machines that may still join with it.</param>
/// <param name="CreatedAt">When it was made, ISO 8601 in UTC.</param>
/// <param name="ExpiresAt">When it ends, ISO 8601 in UTC.</param>
/// <param name="UsedBy">Nodes that joined with it, oldest first; the last 1000.</param>
public sealed record JoinTokenDocument(
    string Id,
    string State,
    int UsesLeft,
    [property: JsonConverter(typeof(UtcTimeConverter))] DateTimeOffset CreatedAt,
    [property: JsonConverter(typeof(UtcTimeConverter))] DateTimeOffset ExpiresAt,
    IReadOnlyList<JoinTokenUse> UsedBy)
{
    /// <summary>Kind and name of who made it; null: it was made by an older version.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>When it was revoked, ISO 8601 in UTC; null: it was not.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The secret, in the answer that makes it and never again.</summary>
    public string? Token { get; init; }
}

/// <summary>Answer of <c>GET …/pushy/join_tokens</c>.</summary>
/// <param name="JoinTokens">Of the organization, oldest first, those that have ended too.</param>
public sealed record JoinTokenList(IReadOnlyList<JoinTokenDocument> JoinTokens);
