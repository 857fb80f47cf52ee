using Pushy.Chaos.Cluster;

namespace Pushy.Chaos.Faults;

/// <summary>Each kind of fault so often, one after the other, and between them all is well again: what follows one is the doing of that one alone.</summary>
internal sealed class FaultSeries(World world, FaultMaker maker, int times, int seed)
{
    /// <summary>Jobs run undisturbed before the first one and between two: longer than what still counts as the doing of the one before.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(12);

    public async Task RunAsync(IReadOnlyList<FaultKind> kinds, CancellationToken ct)
    {
        var chance = new Random(seed);
        foreach (var kind in kinds)
        {
            for (var made = 0; made < times; made++)
            {
                await Task.Delay(Quiet, ct);
                var subjects = FaultKinds.IsOfAgent(kind) ? world.Agents.Count : world.Hosts.Count;
                var (subject, other) = FaultSubjects.Draw(chance, kind, subjects);
                await maker.MakeAsync(new PlannedFault(TimeSpan.FromSeconds(world.Log.Elapsed), kind, subject, other, FaultKinds.MeasuredLength(kind)), ct);
                await WellAgainAsync(ct);
            }
        }
    }

    private async Task WellAgainAsync(CancellationToken ct)
    {
        var since = Uptime.Now;
        try
        {
            foreach (var (host, http) in world.Hosts.Zip(world.Network.Http))
                await Readiness.ServesAsync(host, http, ct);
            await Readiness.AllAvailableAsync(world, ct);
            world.Log.Write(FormattableString.Invariant($"well again after {Uptime.Now - since:F1} s"));
        }
        catch (TimeoutException e)
        {
            world.Log.Write($"not well again: {e.Message}");
        }
    }
}
