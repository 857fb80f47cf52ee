namespace Pushy.Cli.Upgrades;

/// <summary>One kind of program that runs somewhere.</summary>
internal enum Part
{
    /// <summary>This command line.</summary>
    Client,
    Server,
    Agents,
}

/// <summary>Programs of one version.</summary>
/// <param name="Where">Which; for agents how many.</param>
/// <param name="Version">As it says of itself; null: it does not say.</param>
internal sealed record Running(Part Part, string Where, string? Version);

/// <summary>
/// What has to be upgraded, and in which order (docs/operate.md): servers first, one after the other and none ahead by more than one release;
/// then agents; command lines whenever their people like.
/// </summary>
internal static class UpgradeAdvice
{
    /// <returns>What to do, in this order; empty: all is of one version.</returns>
    public static IReadOnlyList<string> For(IReadOnlyList<Running> all)
    {
        var known = all.Select(one => (one.Part, one.Where, Release: Release.TryParse(one.Version))).ToList();
        var servers = known.Where(one => one.Part is Part.Server && one.Release is not null).OrderBy(one => one.Release).ToList();
        List<string> advice = [.. known.Where(one => one.Release is null).Select(one => $"{one.Where} does not say its version: it is older than this pushy, or none")];
        if (servers.Count == 0)
            return advice;

        var (oldest, newest) = (servers[0].Release!.Value, servers[^1].Release!.Value);
        var ahead = known.Where(one => one.Part is Part.Agents && one.Release > newest).ToList();
        if (!oldest.FitsBeside(newest))
            advice.Add($"servers of {oldest} and {newest} must not serve one database: upgrade release by release, without leaving one out");
        if (oldest != newest)
            advice.Add($"upgrade the servers that are left behind to {newest}, one after the other: {string.Join(", ", servers.Where(one => one.Release != newest).Select(one => one.Where))}");
        if (ahead.Count > 0)
            advice.Add($"agents are ahead of the servers ({string.Join(", ", ahead.Select(one => $"{one.Where} of {one.Release}"))}): upgrade the servers first next time, and soon now");

        var behind = known.Where(one => one.Part is Part.Agents && one.Release < newest).OrderBy(one => one.Release).ToList();
        foreach (var agents in behind)
        {
            advice.Add(agents.Release!.Value.FitsBeside(newest)
                ? $"then upgrade {agents.Where} from {agents.Release} to {newest}"
                : $"then upgrade {agents.Where} from {agents.Release} to {newest}: they are more than one release behind, and nobody tried that");
        }

        if (known.FirstOrDefault(one => one.Part is Part.Client).Release is { } client && client != newest)
        {
            advice.Add(client < newest
                ? $"upgrade this pushy from {client} to {newest}{(client.FitsBeside(newest) ? ", when you like" : "")}"
                : $"this pushy ({client}) is ahead of the servers ({newest}): what is new in it they may not know");
        }

        return advice;
    }
}
