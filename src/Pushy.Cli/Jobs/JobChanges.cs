namespace Pushy.Cli.Jobs;

/// <summary>A job as plain lines, one for each thing that changed: for pipes, files and dumb terminals.</summary>
internal static class JobChanges
{
    /// <param name="before">What was shown last; null at first.</param>
    /// <param name="now">What is to be shown.</param>
    public static IEnumerable<string> Between(JobSnapshot? before, JobSnapshot now)
    {
        if (before is null)
            yield return $"job {now.Job.Id}: {SafeText.Line(now.Job.Command)}";

        // The end of a job is said after the ends of its nodes, every other status before what it leads to.
        var status = now.Job.Status == before?.Job.Status ? null : $"job {now.Job.Status.Replace('_', ' ')}";
        if (status is not null && !now.IsFinal)
            yield return status;

        var seen = before?.Nodes.ToDictionary(node => node.Node, node => node.State, StringComparer.Ordinal) ?? [];
        foreach (var node in now.Nodes)
        {
            var state = seen.GetValueOrDefault(node.Node, "new");
            if (node.State != state)
                yield return Line(node, now.At);
        }

        if (status is not null && now.IsFinal)
            yield return status;
    }

    private static string Line(Contracts.Jobs.JobNodeDocument node, DateTimeOffset now)
    {
        var name = SafeText.Line(node.Node);
        if (node.State == "ready")
            return $"{name} voted yes";
        var outcome = SafeText.Line(node.Outcome());
        var time = node.EndedAt is null ? "" : node.Time(now);
        return $"{name} {node.Run()}{(outcome.Length > 0 ? $": {outcome}" : "")}{(time.Length > 0 ? $" after {time}" : "")}";
    }
}
