namespace Pushy.Chaos.Load;

/// <summary>A time in which somebody waited and nobody answered; in <see cref="Uptime"/>.</summary>
internal readonly record struct Silence(double From, double Until)
{
    public double Length => Until - From;
}

internal static class Silences
{
    /// <summary>Between two 201s that followed each other, as far as a POST waited in it.</summary>
    public static IReadOnlyList<Silence> OfCreations(IReadOnlyCollection<PostedJob> posted)
    {
        var jobs = posted.Where(job => job.AcknowledgedAt is not null).OrderBy(job => job.AcknowledgedAt).ToList();
        var silences = new Silence[jobs.Count];
        var waitsSince = double.PositiveInfinity;
        for (var index = jobs.Count - 1; index >= 0; index--)
        {
            waitsSince = Math.Min(waitsSince, jobs[index].At); // of this one and all that were answered later
            var last = index == 0 ? double.NegativeInfinity : jobs[index - 1].AcknowledgedAt!.Value;
            silences[index] = new Silence(Math.Max(last, waitsSince), jobs[index].AcknowledgedAt!.Value);
        }

        return silences;
    }
}
