using Pushy.Contracts.Jobs;

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

        var known = before?.Nodes.ToDictionary(node => node.Node, StringComparer.Ordinal) ?? [];
        var changes = now.Nodes
            .Select(node => (Before: known.GetValueOrDefault(node.Node, new JobNodeDocument(node.Node, "new")), Now: node))
            .Where(change => change.Before.State != change.Now.State)
            .ToList();

        // The vote begins, votes, the run that they led to, what nodes did then, the end: whatever has happened since the last look.
        var status = now.Job.Status == before?.Job.Status ? null : $"job {now.Job.Status.Replace('_', ' ')}";
        if (now.Job.Status == "voting" && status is not null)
            yield return status;

        foreach (var (was, node) in changes)
        {
            if (node.Vote() == "yes" && was.Vote() != "yes")
                yield return $"{SafeText.Line(node.Node)} voted yes";
        }

        if (now.Job.Status == "running" && status is not null)
            yield return status;

        foreach (var (_, node) in changes.Where(change => change.Now.State != "ready"))
            yield return Line(node, now.At);

        if (status is not null && now.IsFinal)
            yield return status;
    }

    private static string Line(JobNodeDocument node, DateTimeOffset now)
    {
        var outcome = SafeText.Line(node.Outcome());
        var time = node.EndedAt is null ? "" : node.Time(now);
        return $"{SafeText.Line(node.Node)} {node.Run()}{(outcome.Length > 0 ? $": {outcome}" : "")}{(time.Length > 0 ? $" after {time}" : "")}";
    }
}
