using Pushy.Chaos.Faults;
using Pushy.Chaos.Load;
using Pushy.Chaos.Truth;

namespace Pushy.Chaos.Report;

/// <summary>Says of each silence which faults it followed.</summary>
internal static class FaultFigures
{
    /// <summary>Seconds after all was made good that silence still is a fault's doing: a host that comes back takes its part of the work over.</summary>
    private const double Aftermath = 10;

    public static IReadOnlyList<FaultFigure> Of(
        IReadOnlyCollection<MadeFault> faults, IReadOnlyList<Silence> gets, IReadOnlyCollection<PostedJob> posted, IReadOnlyCollection<Finding> findings)
    {
        var creations = Silences.OfCreations(posted);
        var acknowledged = posted.Where(job => job.AcknowledgedAt is not null).Select(job => new Silence(job.At, job.AcknowledgedAt!.Value)).ToList();
        var found = posted.SelectMany(job => findings.Where(finding => finding.Job == job.Plan.Nonce || job.Ids.Contains(finding.Job)).Select(finding => (job.At, finding.Kind))).ToList();
        return
        [
            .. faults.GroupBy(fault => fault.Kind).OrderBy(group => group.Key).Select(group => new FaultFigure(
                FaultWords.Of(group.Key),
                [.. group.Select(fault => Longest(gets, fault))],
                [.. group.Select(fault => Longest(creations, fault))],
                [.. group.Select(fault => Longest(acknowledged, fault))],
                found.Where(one => group.Any(fault => Meanwhile(fault, one.At))).GroupBy(one => one.Kind).ToDictionary(one => one.Key.ToString(), one => one.Count()))),
        ];
    }

    private static double Longest(IReadOnlyList<Silence> silences, MadeFault fault) =>
        silences.Where(one => one.Until > fault.BeganAt && one.From < fault.EndedAt + Aftermath).Select(one => one.Length).DefaultIfEmpty().Max();

    private static bool Meanwhile(MadeFault fault, double at) => at > fault.BeganAt - Aftermath && at < fault.EndedAt + Aftermath;
}
