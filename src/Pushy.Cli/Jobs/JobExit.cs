namespace Pushy.Cli.Jobs;

/// <summary>The exit code that a finished job gives.</summary>
internal static class JobExit
{
    /// <summary>Nodes that did not take the job are no failure where the quorum was met.</summary>
    private static readonly string[] Well = ["succeeded", "nacked", "unavailable"];

    public static int Of(JobSnapshot job) => Of(job.Job.Status, job.Nodes.Select(node => node.State));

    /// <param name="states">In the full vocabulary; may repeat.</param>
    public static int Of(string status, IEnumerable<string> states) => status switch
    {
        "complete" => states.All(state => Well.Contains(state)) ? ExitCodes.Success : ExitCodes.SomeFailed,
        "quorum_failed" => ExitCodes.QuorumFailed,
        "timed_out" => ExitCodes.TimedOut,
        "aborted" => ExitCodes.Aborted,
        _ => ExitCodes.SomeFailed,
    };
}
