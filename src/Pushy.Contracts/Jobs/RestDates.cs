using System.Globalization;

namespace Pushy.Contracts.Jobs;

/// <summary>Times in job documents: RFC 1123, whole seconds, always GMT.</summary>
public static class RestDates
{
    /// <summary><c>Tue, 04 Sep 2012 23:01:02 GMT</c>; parts of a second are cut off.</summary>
    /// <param name="at">In any offset.</param>
    public static string Write(DateTimeOffset at) => at.ToString("R", CultureInfo.InvariantCulture);
}
