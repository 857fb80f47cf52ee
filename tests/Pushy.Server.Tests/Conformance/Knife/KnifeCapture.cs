using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pushy.Server.Tests.Conformance.Knife;

/// <summary>Real <c>knife</c> commands, what each asked of a server, and what a stand-in answered (<c>vectors/knife-captures.json</c>).</summary>
internal sealed record KnifeCapture(IReadOnlyDictionary<string, string> Keys, IReadOnlyList<KnifeCommand> Commands)
{
    private static readonly JsonSerializerOptions Reading = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Within the clock skew of all that was captured.</summary>
    public static DateTimeOffset At { get; } = new(2026, 11, 24, 3, 23, 14, TimeSpan.Zero);

    public static KnifeCapture Read() =>
        JsonSerializer.Deserialize<KnifeCapture>(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "knife-captures.json")), Reading)!;
}

/// <param name="Command">As it was typed.</param>
/// <param name="Http">Its requests, in order; null: it never got so far.</param>
internal sealed record KnifeCommand(string Command, IReadOnlyList<KnifeExchange>? Http);

internal sealed record KnifeExchange(KnifeRequest Request, KnifeResponse Response)
{
    private const string Jobs = "/organizations/acme/pushy/jobs/";

    /// <summary>Id of the job whose document is asked for; else null.</summary>
    [JsonIgnore]
    public string? ReadsJob => Request.Target.StartsWith(Jobs, StringComparison.Ordinal) && Request.Target.IndexOf('/', Jobs.Length) < 0 ? Request.Target[Jobs.Length..] : null;

    /// <summary>Id of the job that the stand-in made; else null.</summary>
    [JsonIgnore]
    public string? MadeJob => Response.Status == 201 ? Response.Json.GetProperty("uri").GetString()![^32..] : null;
}

/// <param name="Headers">Name and value each, as they came.</param>
internal sealed record KnifeRequest(string Method, string Target, IReadOnlyList<IReadOnlyList<string>> Headers, string? Body);

internal sealed record KnifeResponse(int Status, string? ContentType, string? Body)
{
    [JsonIgnore]
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body!);
}
