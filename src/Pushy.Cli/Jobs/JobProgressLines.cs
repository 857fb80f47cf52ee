using Pushy.Cli.Feeds;

namespace Pushy.Cli.Jobs;

/// <summary>A job that goes on as plain lines: for pipes, files and dumb terminals.</summary>
internal sealed class JobProgressLines
{
    /// <summary>Of larger jobs a line for each node would hide what matters: only nodes that fare badly have one.</summary>
    private const int SmallJob = 50;

    /// <summary>Between two lines of counts of a larger job, by the times of the events.</summary>
    private static readonly TimeSpan CountsPause = TimeSpan.FromSeconds(5);

    private DateTimeOffset _counted;

    /// <summary>What to print for an event.</summary>
    /// <param name="after">The job after it.</param>
    public IEnumerable<string> Of(FeedEvent message, JobProgress after)
    {
        var node = SafeText.Line(message.Node ?? "");
        var small = after.NodeCount <= SmallJob;
        switch (message.Name)
        {
            case "start":
                _counted = message.At;
                yield return $"voting: {after.NodeCount} {(after.NodeCount == 1 ? "node" : "nodes")}, quorum {after.Quorum}: {SafeText.Line(after.Command)}";
                break;
            case "quorum_vote" when small || message.Status != "success":
                yield return $"{node} {Vote(message.Status)}";
                break;
            case "quorum_succeeded":
                yield return $"running: {JobProgressView.Votes(after)}";
                break;
            case "run_start" when small:
                yield return $"{node} runs";
                break;
            case "run_complete" when small || message.Status != "success":
                yield return $"{node} {Run(message.Status)}";
                break;
            case "job_complete" or "summary":
                yield return $"{SafeText.Line(after.Status.Replace('_', ' '))} after {JobProgressView.Length(after.Elapsed(message.At))}";
                yield break;
        }

        if (!small && message.At - _counted >= CountsPause)
        {
            _counted = message.At;
            yield return after.RunningAt is null ? $"votes: {JobProgressView.Votes(after)}" : $"runs: {JobProgressView.Runs(after)}";
        }
    }

    private static string Vote(string? status) => status switch
    {
        "success" => "votes yes",
        "failure" => "votes no",
        "down" => "is not there",
        "voting_timeout" => "did not vote in time",
        "lost_availibility" => "takes its yes back",
        _ => $"vote: {SafeText.Line(status ?? "unknown")}",
    };

    private static string Run(string? status) => status switch
    {
        "success" => "succeeded",
        "failure" => "failed",
        "crashed" => "crashed",
        "run_nacked" or "run_nacked_while_running" => "refused to run",
        _ => $"ended: {SafeText.Line(status ?? "unknown")}",
    };
}
