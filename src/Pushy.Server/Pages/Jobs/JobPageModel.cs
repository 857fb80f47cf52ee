namespace Pushy.Server.Pages.Jobs;

/// <param name="View">The job.</param>
/// <param name="MayAbort">Whether who looks may stop it.</param>
public sealed record JobPageModel(JobView View, bool MayAbort)
{
    /// <summary>More nodes than this have no grid: so many places would keep a browser busy for seconds.</summary>
    public const int MostInGrid = 20_000;

    public bool HasGrid => View.Spec.Nodes.Length is > 1 and <= MostInGrid;
}
