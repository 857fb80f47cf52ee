namespace Pushy.Chaos.Faults;

/// <summary>A fault that was made.</summary>
/// <param name="BeganAt">In <see cref="Uptime"/>.</param>
internal sealed record MadeFault(PlannedFault Planned, double BeganAt)
{
    public FaultKind Kind => Planned.Kind;

    /// <summary>When all was made good that we make good; endless before.</summary>
    public double EndedAt { get; set; } = double.PositiveInfinity;
}
