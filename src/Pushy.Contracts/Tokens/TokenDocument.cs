using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pushy.Contracts.Jobs;

namespace Pushy.Contracts.Tokens;

/// <summary>Body of <c>POST …/pushy/tokens</c>. All may be left out.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TokenRequest
{
    /// <summary>What it is for, 1 to 64 characters.</summary>
    public string? Name { get; init; }

    /// <summary><c>read</c>, <c>write</c> or <c>admin</c>; <c>write</c> unless given.</summary>
    public string? Scope { get; init; }

    /// <summary>Seconds that it is valid, 1 to 315360000; 90 days unless given.</summary>
    public long? ExpiresIn { get; init; }
}

/// <summary>What a token made or changed of who may do what.</summary>
/// <param name="Action">As the audit log calls it, such as <c>client.create</c>.</param>
/// <param name="Target">What was made or changed.</param>
/// <param name="At">When, ISO 8601 in UTC.</param>
public sealed record TokenDeed(
    string Action, [property: JsonPropertyName("object")] string Target, [property: JsonConverter(typeof(UtcTimeConverter))] DateTimeOffset At);

/// <summary>A personal token.</summary>
/// <param name="Id">Twelve hex digits, by which it is revoked.</param>
/// <param name="Scope"><c>read</c>, <c>write</c> or <c>admin</c>.</param>
/// <param name="CreatedAt">When it was made, ISO 8601 in UTC.</param>
/// <param name="ExpiresAt">When it ends, ISO 8601 in UTC.</param>
public sealed record TokenDocument(
    string Id,
    string Scope,
    [property: JsonConverter(typeof(UtcTimeConverter))] DateTimeOffset CreatedAt,
    [property: JsonConverter(typeof(UtcTimeConverter))] DateTimeOffset ExpiresAt)
{
    /// <summary>What it is for; null: it has no name.</summary>
    public string? Name { get; init; }

    /// <summary>When it was revoked, ISO 8601 in UTC; null: it was not.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>What it made or changed, oldest first, the last 1000: that outlives it. Null: nothing.</summary>
    public IReadOnlyList<TokenDeed>? Made { get; init; }

    /// <summary>The secret, in the answer that makes it and never again.</summary>
    public string? Token { get; init; }
}

/// <summary>Answer of <c>GET …/pushy/tokens</c>.</summary>
/// <param name="Tokens">The caller's own, oldest first, those that have ended too.</param>
public sealed record TokenList(IReadOnlyList<TokenDocument> Tokens);

/// <summary>Source-generated JSON of tokens: snake_case names, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenDocument))]
[JsonSerializable(typeof(TokenList))]
[JsonSerializable(typeof(LoginLinkDocument))]
public sealed partial class TokenContext : JsonSerializerContext
{
    /// <summary>The one to use: it writes <c>'</c> and letters of all scripts as they are.</summary>
    public static TokenContext Wire => Relaxed.Context;

    /// <summary>Made on first use, as in <see cref="RestContext"/>.</summary>
    private static class Relaxed
    {
        public static readonly TokenContext Context =
            new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
