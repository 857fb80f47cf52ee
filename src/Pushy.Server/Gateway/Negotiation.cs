using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Pushy.Server.Gateway;

/// <summary><c>Accept</c> and <c>Content-Type</c>.</summary>
internal static class Negotiation
{
    /// <summary>Whether a client takes a media type. No header takes anything; of several ranges that fit, the closest counts.</summary>
    public static bool Accepts(StringValues accept, string mediaType)
    {
        if (StringValues.IsNullOrEmpty(accept))
            return true;
        if (!MediaTypeHeaderValue.TryParseList([.. accept!], out var ranges))
            return false;
        var produced = new MediaTypeHeaderValue(mediaType);
        var closest = ranges
            .Where(range => produced.IsSubsetOf(WithoutQuality(range)))
            .OrderBy(range => range.MatchesAllTypes ? 2 : range.MatchesAllSubTypes ? 1 : 0)
            .FirstOrDefault();
        return closest is { Quality: not 0 };
    }

    public static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType.Equals(Answer.JsonType, StringComparison.OrdinalIgnoreCase);

    /// <summary>Parameters of a range, the quality among them, would have to be in the produced type too.</summary>
    private static MediaTypeHeaderValue WithoutQuality(MediaTypeHeaderValue range) => new(range.MediaType);
}
