using System.Text.Json.Serialization;
using Pushy.Contracts.Jobs;

namespace Pushy.Contracts.Tokens;

/// <summary>Answer of <c>POST …/pushy/login_links</c>: an address that signs a browser in, once.</summary>
/// <param name="Url">Whoever opens it may sign in as the caller.</param>
/// <param name="ExpiresAt">From then on it is no good, ISO 8601 in UTC.</param>
public sealed record LoginLinkDocument(string Url, [property: JsonConverter(typeof(UtcTimeConverter))] DateTimeOffset ExpiresAt);
