using Pushy.Domain.Nodes;

namespace Pushy.Domain.Jobs;

/// <summary>What a job can be told.</summary>
public abstract record JobCommand
{
    /// <summary>Begin: store the job and open its vote.</summary>
    public sealed record Submit(JobSpec Spec) : JobCommand
    {
        /// <summary>
        /// A job that has not begun by then must not: whoever asks gives up soon after, may have said so, and may have asked again. Null:
        /// it may begin at any time.
        /// </summary>
        public DateTimeOffset? BeginBy { get; init; }
    }

    /// <summary>News of one node.</summary>
    public sealed record Report(NodeName Node, NodeReport What) : JobCommand;

    /// <summary>The vote window is over.</summary>
    public sealed record CloseVote : JobCommand
    {
        public static readonly CloseVote Instance = new();
    }

    /// <summary>The run timeout has passed.</summary>
    public sealed record EndRun : JobCommand
    {
        public static readonly EndRun Instance = new();
    }

    /// <summary>A user wants it stopped.</summary>
    /// <param name="By">Name of the user or client.</param>
    public sealed record Abort(string By) : JobCommand;

    private JobCommand()
    {
    }
}
