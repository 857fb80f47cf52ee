using System.Globalization;

namespace Pushy.Domain.Feeds;

/// <summary>Ids of a feed's events (feeds.md §3): a prefix and the event's number. Unique within one feed; opaque to readers.</summary>
public static class FeedId
{
    public const string OfJob = "job-";
    public const string OfOrganization = "org-";

    /// <summary>Of <c>start_of_history</c>, which has no number.</summary>
    public const string StartOfHistory = "start_id";

    public static string Of(string prefix, long number) => prefix + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number in an id that a reader sends back; null for anything that this server does not write.</summary>
    public static long? NumberOf(string prefix, string? id) =>
        id is not null && id.StartsWith(prefix, StringComparison.Ordinal)
        && long.TryParse(id.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && id[prefix.Length] != '0'
            ? number
            : null;
}
