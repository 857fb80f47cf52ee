namespace Pushy.Chaos.Faults;

/// <param name="At">Since the beginning of the run.</param>
/// <param name="Subject">Index of the host or agent it is done to; 0 for the database.</param>
/// <param name="Other">Index of the second host of a pair; otherwise the same as <paramref name="Subject"/>.</param>
/// <param name="Lasts">Until all is well again.</param>
internal sealed record PlannedFault(TimeSpan At, FaultKind Kind, int Subject, int Other, TimeSpan Lasts)
{
    public override string ToString()
    {
        var whom = Kind switch
        {
            _ when FaultKinds.IsOfAgent(Kind) => $" node{Subject + 1}",
            _ when FaultKinds.IsOfDatabase(Kind) => "",
            _ when Other != Subject => $" host{Subject + 1} host{Other + 1}",
            _ => $" host{Subject + 1}",
        };
        return $"{FaultWords.Of(Kind)}{whom} for {Lasts.TotalSeconds:F1} s";
    }
}
