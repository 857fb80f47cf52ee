using Pushy.Actors.ReadModel;
using Pushy.Domain.Jobs;

namespace Pushy.Server.Pages.Jobs;

/// <summary>A page of the list of jobs.</summary>
/// <param name="Organization">Whose jobs.</param>
/// <param name="Jobs">Newest first.</param>
/// <param name="Status">As asked for; null: any.</param>
/// <param name="Node">As asked for; empty: any.</param>
/// <param name="Text">As asked for; empty: any.</param>
/// <param name="Older">Address of the next page; null: there is none.</param>
/// <param name="IsFirst">Whether no page is before it.</param>
public sealed record JobListModel(string Organization, IReadOnlyList<JobListing> Jobs, JobStatus? Status, string Node, string Text, string? Older, bool IsFirst)
{
    public bool IsFiltered => Status is not null || Node.Length > 0 || Text.Length > 0;
}
