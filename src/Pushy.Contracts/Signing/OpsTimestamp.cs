using System.Globalization;

namespace Pushy.Contracts.Signing;

/// <summary>Times in <c>X-Ops-Timestamp</c>: whole seconds, UTC, one shape only.</summary>
public static class OpsTimestamp
{
    private const string Shape = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>As a header has it.</summary>
    public static string Write(DateTimeOffset at) => at.UtcDateTime.ToString(Shape, CultureInfo.InvariantCulture);

    /// <summary>False for any other shape.</summary>
    public static bool TryRead(string text, out DateTimeOffset at) => DateTimeOffset.TryParseExact(
        text, Shape, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at);
}
