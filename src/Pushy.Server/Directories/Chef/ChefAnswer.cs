using System.Net;
using System.Text.Json;

namespace Pushy.Server.Directories.Chef;

/// <summary>What a Chef Infra Server answered, read whole.</summary>
/// <param name="Status">200, 404 or 5xx; no other comes out of <see cref="ChefClient"/>.</param>
/// <param name="Body">At most as long as is allowed.</param>
/// <param name="Version">Value of the header <c>X-Ops-Server-API-Version</c>; null: absent.</param>
internal sealed record ChefAnswer(HttpStatusCode Status, byte[] Body, string? Version)
{
    public bool IsMissing => Status == HttpStatusCode.NotFound;

    public bool IsTrouble => (int)Status >= 500;

    /// <summary>Takes what is wanted out of the body.</summary>
    /// <exception cref="DirectoryUnavailableException">It is not what a Chef Infra Server says.</exception>
    public T Read<T>(Func<JsonElement, T> take)
    {
        try
        {
            using var json = JsonDocument.Parse(Body);
            return take(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new DirectoryUnavailableException("the answer is not what a Chef Infra Server says");
        }
    }

    /// <summary>The form of the body: 0 when nothing is said of it, else the header's <c>response_version</c>.</summary>
    /// <exception cref="DirectoryUnavailableException">The header makes no sense, or tells a form that came after us.</exception>
    public int Form()
    {
        if (string.IsNullOrEmpty(Version))
            return 0;
        var form = (this with { Body = System.Text.Encoding.UTF8.GetBytes(Version) }).Read(header => header.GetProperty("response_version").GetString());
        return form switch
        {
            "0" => 0,
            "1" => 1,
            _ => throw new DirectoryUnavailableException("the answer is of an API version that this server does not know"),
        };
    }
}
