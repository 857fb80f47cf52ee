using System.Globalization;

namespace Pushy.Contracts.Signing;

/// <summary>Times in <c>X-Ops-Timestamp</c>: whole seconds, UTC, one shape only.</summary>
internal static class OpsTimestamp
{
    private const string Shape = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static string Write(DateTimeOffset at) => at.UtcDateTime.ToString(Shape, CultureInfo.InvariantCulture);

    public static bool TryRead(string text, out DateTimeOffset at) => DateTimeOffset.TryParseExact(
        text, Shape, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at);
}
