using System.Diagnostics;

namespace Pushy.Agent.Jobs;

/// <summary>Trace context as it comes from a server and goes into an environment.</summary>
internal static class Traceparents
{
    private const int Length = 55;

    /// <summary>Null for what is no W3C <c>traceparent</c> of version 00.</summary>
    public static string? Checked(string? text) =>
        text is { Length: Length } && text.StartsWith("00-", StringComparison.Ordinal) && ActivityContext.TryParse(text, null, out _) ? text : null;
}
