using System.Globalization;

namespace Pushy.Domain.Diagnosis;

/// <summary>Times and lengths as sentences have them.</summary>
public static class Spans
{
    /// <summary>In the largest unit of which there are at least two: <c>90 s</c>, <c>5 min</c>, <c>30 h</c>, <c>12 days</c>.</summary>
    public static string Text(TimeSpan length)
    {
        var (count, unit) = length.Duration() switch
        {
            { TotalDays: >= 2 } long1 => (long1.TotalDays, "days"),
            { TotalHours: >= 2 } long1 => (long1.TotalHours, "h"),
            { TotalMinutes: >= 2 } long1 => (long1.TotalMinutes, "min"),
            var seconds => (seconds.TotalSeconds, "s"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(count)} {unit}");
    }

    /// <summary>As in <c>2026-11-25 10:16:58Z</c>.</summary>
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The moment, and how long ago it was.</summary>
    public static string Past(DateTimeOffset at, DateTimeOffset now) => $"{Moment(at)}, {Text(now > at ? now - at : TimeSpan.Zero)} ago";
}
