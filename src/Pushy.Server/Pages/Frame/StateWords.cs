using Pushy.Contracts.Jobs;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Server.Pages.Frame;

/// <summary>How a state is shown: a sign and a word, and a colour besides.</summary>
/// <param name="Sign">One character.</param>
/// <param name="Word">For people.</param>
/// <param name="Tone">Name of the colour in the stylesheet: good, bad, warn, busy or idle.</param>
public sealed record StateLook(string Sign, string Word, string Tone);

/// <summary>The one table of how states look, for pages and their script.</summary>
public static class StateWords
{
    public static StateLook Of(JobStatus status) => status switch
    {
        JobStatus.Voting => new("◌", "voting", "busy"),
        JobStatus.Running => new("▶", "running", "busy"),
        JobStatus.Complete => new("✓", "complete", "good"),
        JobStatus.QuorumFailed => new("⊘", "quorum failed", "bad"),
        JobStatus.TimedOut => new("◷", "timed out", "bad"),
        JobStatus.Aborted => new("■", "aborted", "warn"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    /// <summary>How a job's status looks: one that is complete has failures all the same if some node's command failed.</summary>
    /// <param name="nodes">That it was for.</param>
    /// <param name="succeeded">Of these.</param>
    /// <param name="failed">Of these, by the command or with the node.</param>
    public static StateLook Of(JobStatus status, int nodes, int succeeded, int failed) => status == JobStatus.Complete && succeeded < nodes
        ? new StateLook("!", new JobOutcomeDocument(nodes, succeeded, failed).Words, failed > 0 && succeeded == 0 ? "bad" : "warn")
        : Of(status);

    public static StateLook Of(NodeState state) => state switch
    {
        NodeState.New => new("◌", "asked", "idle"),
        NodeState.Ready => new("◐", "ready", "busy"),
        NodeState.Running => new("▶", "running", "busy"),
        NodeState.Succeeded => new("✓", "succeeded", "good"),
        NodeState.Failed => new("✕", "failed", "bad"),
        NodeState.Crashed => new("!", "crashed", "bad"),
        NodeState.TimedOut => new("◷", "timed out", "bad"),
        NodeState.Aborted => new("■", "aborted", "warn"),
        NodeState.Nacked => new("⊘", "refused", "warn"),
        NodeState.Unavailable => new("○", "not there", "warn"),
        NodeState.WasReady => new("–", "not run", "idle"),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
