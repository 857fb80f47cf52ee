namespace Pushy.Chaos.Report;

/// <summary>What one kind of fault cost, in seconds. Where faults overlap, a silence counts for each of them.</summary>
/// <param name="Kind">As in <c>--faults</c>.</param>
/// <param name="Gets">For each time: the longest time in which no host answered a GET.</param>
/// <param name="Creations">For each time: the longest time in which a POST waited and none had its 201.</param>
/// <param name="Posts">For each time: the longest time from a job's first POST to its 201.</param>
/// <param name="Findings">Of jobs that were posted meanwhile, by kind.</param>
public sealed record FaultFigure(
    string Kind, IReadOnlyList<double> Gets, IReadOnlyList<double> Creations, IReadOnlyList<double> Posts, IReadOnlyDictionary<string, int> Findings)
{
    public int Times => Gets.Count;
}
