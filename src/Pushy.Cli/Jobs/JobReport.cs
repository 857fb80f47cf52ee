namespace Pushy.Cli.Jobs;

/// <summary>What is printed of a job that has ended: each node's outcome, reason and output, in plain lines.</summary>
internal static class JobReport
{
    /// <summary>Longer output is folded to its first and last lines.</summary>
    private const int MaxLines = 12;

    private const int LastLines = 4;

    public static IEnumerable<string> Lines(JobSnapshot job, IReadOnlyList<NodeOutput> outputs)
    {
        foreach (var (node, output) in job.Nodes.Zip(outputs))
        {
            var time = node.Time(job.At);
            string?[] parts = [node.Run(), node.Signal is null && node.ExitStatus is null ? null : node.Outcome(), time.Length > 0 ? time : null];
            yield return $"{SafeText.Line(node.Node)}: {string.Join(", ", parts.Where(part => part is not null))}";
            if (node is { Detail: { } detail, State: not "succeeded" })
                yield return $"  {SafeText.Line(detail)}";
            foreach (var line in Fold(output.Stdout, "  | "))
                yield return line;
            foreach (var line in Fold(output.Stderr, "  stderr | "))
                yield return line;
        }
    }

    private static IEnumerable<string> Fold(string? text, string prefix)
    {
        var lines = SafeText.Lines(text ?? "");
        if (lines.Count <= MaxLines)
            return lines.Select(line => prefix + line);
        return lines.Take(MaxLines - LastLines)
            .Append($"… {lines.Count - MaxLines} more lines …")
            .Concat(lines.Skip(lines.Count - LastLines))
            .Select(line => prefix + line);
    }
}
