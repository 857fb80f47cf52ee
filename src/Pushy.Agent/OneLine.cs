namespace Pushy.Agent;

/// <summary>What nobody has foreseen, in one line of a log: what it was, and where.</summary>
internal static class OneLine
{
    public static string Of(Exception unforeseen)
    {
        var innermost = unforeseen;
        while (innermost.InnerException is { } inner)
            innermost = inner;
        var where = innermost.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Pushy.", StringComparison.Ordinal))?.Trim();
        var words = $"{innermost.GetType().Name}: {innermost.Message}{(where is null ? "" : $" ({where})")}; this is a fault of pushy-agent, please report it";
        return new string([.. words.Select(c => char.IsControl(c) ? ' ' : c)]);
    }
}
