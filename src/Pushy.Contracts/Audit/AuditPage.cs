using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pushy.Contracts.Jobs;

namespace Pushy.Contracts.Audit;

/// <summary>A page of <c>GET …/audit?limit=&amp;cursor=</c>, newest first.</summary>
/// <param name="Entries">The page's entries.</param>
/// <param name="Next">The next page's cursor; null on the last one.</param>
public sealed record AuditPage(IReadOnlyList<AuditDocument> Entries, string? Next);

/// <summary>One thing that somebody did, or was not let do.</summary>
/// <param name="Id">Rises with time.</param>
/// <param name="At">When, ISO 8601 in UTC.</param>
/// <param name="Organization">Short name of the organization; empty when it is about none.</param>
/// <param name="Identity">Who did it.</param>
/// <param name="Action">What: <c>job.start</c>, <c>sign-in</c>, or a request's method and path pattern.</param>
/// <param name="Target">To what: a job's id, a name; may be empty.</param>
/// <param name="Outcome"><c>done</c>, <c>refused</c> or <c>failed</c>, which may have been carried out all the same.</param>
public sealed record AuditDocument(
    long Id, [property: JsonConverter(typeof(UtcTimeConverter))] DateTimeOffset At, string Organization, AuditIdentity Identity, string Action, [property: JsonPropertyName("object")] string Target, string Outcome)
{
    /// <summary>More of it, for people.</summary>
    public string? Detail { get; init; }

    /// <summary>The request's id, as its answer had it in <c>X-Request-Id</c>; null for commands.</summary>
    public string? RequestId { get; init; }

    /// <summary>Address that the request came from; null for commands.</summary>
    public string? Remote { get; init; }

    /// <summary>How many alike this entry stands for; refusals are gathered.</summary>
    public long Count { get; init; } = 1;
}

/// <summary>Who did something.</summary>
/// <param name="Kind"><c>user</c>, <c>client</c> or <c>node</c>; <c>command</c>: somebody at the server's own command line; <c>claimed</c>: not proven.</param>
/// <param name="Name">The name; for a command the operating system's account.</param>
public sealed record AuditIdentity(string Kind, string Name)
{
    /// <summary>Name or id of the token that was used; null for a signature.</summary>
    public string? Token { get; init; }
}

/// <summary>Source-generated JSON of the audit log: snake_case names, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(AuditDocument))]
public sealed partial class AuditContext : JsonSerializerContext
{
    /// <summary>The one to use: it writes <c>'</c> and letters of all scripts as they are.</summary>
    public static AuditContext Wire => Relaxed.Context;

    /// <summary>Made on first use, as in <see cref="RestContext"/>.</summary>
    private static class Relaxed
    {
        public static readonly AuditContext Context =
            new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
