using System.Globalization;
using Pushy.Chaos.Cluster;
using Pushy.Contracts.Jobs;

namespace Pushy.Chaos.Load;

/// <summary>Jobs of all sorts, from a seed.</summary>
internal sealed class JobMaker(Random chance, IReadOnlyList<string> nodes)
{
    public const string Unlisted = "unlisted ";

    private const int ShortTimeout = 1, LongTimeout = 5;
    private const double LongestWork = 5;
    private const int MostLines = 40;

    /// <summary>Of jobs with the long timeout: where a clock jumps meanwhile and the timeout is forgotten, they are found out.</summary>
    private static readonly TimeSpan Overrun = TimeSpan.FromSeconds(14);

    private int _made;

    public PlannedJob Next()
    {
        var nonce = string.Create(CultureInfo.InvariantCulture, $"n{++_made}x{chance.Next():x8}");
        var ending = Often(0.5) ? 0 : Often(0.1) ? WorkScript.KillsItself : chance.Next(1, 256);
        var lines = Often(0.6) ? 0 : chance.Next(1, MostLines);
        var work = Often(0.4) ? TimeSpan.FromSeconds(chance.NextDouble() * 0.3) : TimeSpan.FromSeconds(chance.NextDouble() * LongestWork);
        var hasLimit = Often(0.08);
        var limit = hasLimit && Often(0.4) ? LongTimeout : ShortTimeout;
        if (hasLimit && limit == LongTimeout)
            work = Overrun;
        var targets = Targets();
        var request = new JobRequest
        {
            Command = Often(0.02) ? Unlisted + nonce : WorkScript.Command(nonce, work, ending, lines),
            Nodes = targets,
            Quorum = Quorum(targets.Length),
            CaptureOutput = lines > 0,
        };
        if (hasLimit)
            request = request with { RunTimeout = limit };
        return new PlannedJob(nonce, request, ending, lines, Often(0.06) ? TimeSpan.FromSeconds(chance.NextDouble() * 3) : null, Often(0.05));
    }

    private string[] Targets()
    {
        var most = chance.NextDouble() switch { < 0.6 => 3, < 0.9 => 12, _ => 50 };
        var all = nodes.ToArray();
        chance.Shuffle(all);
        return all[..Math.Min(all.Length, chance.Next(1, most + 1))];
    }

    /// <summary>Mostly so small that a few busy nodes do no harm.</summary>
    private int Quorum(int count) => chance.NextDouble() switch
    {
        < 0.5 => Math.Max(1, count / 2),
        < 0.7 => 1,
        < 0.75 => 0,
        < 0.8 => count + 1,
        _ => count,
    };

    private bool Often(double share) => chance.NextDouble() < share;
}
