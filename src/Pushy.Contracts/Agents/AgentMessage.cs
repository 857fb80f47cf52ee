using System.Text.Json.Serialization;

namespace Pushy.Contracts.Agents;

/// <summary>What an agent sends its server, one JSON text frame each (wire-protocol.md §6, plus hello and additive fields).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Hello), "hello")]
[JsonDerivedType(typeof(Heartbeat), "heartbeat")]
[JsonDerivedType(typeof(AckCommit), "ack_commit")]
[JsonDerivedType(typeof(NackCommit), "nack_commit")]
[JsonDerivedType(typeof(AckRun), "ack_run")]
[JsonDerivedType(typeof(NackRun), "nack_run")]
[JsonDerivedType(typeof(Succeeded), "succeeded")]
[JsonDerivedType(typeof(Failed), "failed")]
[JsonDerivedType(typeof(Aborted), "aborted")]
public abstract record AgentMessage
{
    private AgentMessage()
    {
    }

    /// <summary>First frame on every link: who speaks and what it has in hand. It is the whole truth about the agent at that moment.</summary>
    /// <param name="Node">The node's name; must be the one the link was signed for.</param>
    /// <param name="IncarnationId">UUID of the agent process; a new one means that the agent was restarted.</param>
    /// <param name="Version">The agent's version, for people.</param>
    public sealed record Hello(string Node, string IncarnationId, string Version) : AgentMessage
    {
        /// <summary>The job committed to or running; null when idle.</summary>
        public string? JobId { get; init; }

        /// <summary>State of <see cref="JobId"/>; <see cref="AgentJobState.Idle"/> without one.</summary>
        public AgentJobState JobState { get; init; }

        /// <summary>Jobs whose outcome has no receipt yet. Each outcome follows as a message of its own.</summary>
        public IReadOnlyList<string> Outcomes { get; init => field = value ?? []; } = [];   // a frame may say null
    }

    /// <summary>What the agent does now (wire-protocol.md §6).</summary>
    /// <param name="JobState">Idle, committed or running.</param>
    /// <param name="JobId">The job in hand; null when idle.</param>
    public sealed record Heartbeat(AgentJobState JobState, string? JobId) : AgentMessage
    {
        /// <summary>Jobs whose outcome has no receipt yet. Each outcome is sent again after the heartbeat, for the server may have lost it.</summary>
        public IReadOnlyList<string> Outcomes { get; init => field = value ?? []; } = [];   // a frame may say null
    }

    /// <summary>A yes to a commit.</summary>
    /// <param name="JobId">The commit's job.</param>
    public sealed record AckCommit(string JobId) : AgentMessage;

    /// <summary>A no to a commit.</summary>
    /// <param name="JobId">The commit's job; null if it named none.</param>
    public sealed record NackCommit(string? JobId) : AgentMessage
    {
        /// <summary>Why, as a word of <see cref="NackReasonNames"/>.</summary>
        public string? Reason { get; init; }

        /// <summary>Why, for people; at most 500 characters count.</summary>
        public string? Detail { get; init; }
    }

    /// <summary>The command's process has been started.</summary>
    /// <param name="JobId">The run's job.</param>
    public sealed record AckRun(string JobId) : AgentMessage
    {
        /// <summary>When, by the agent's clock.</summary>
        public DateTimeOffset? StartedAt { get; init; }
    }

    /// <summary>A no to a run.</summary>
    /// <param name="JobId">The run's job; null if it named none.</param>
    public sealed record NackRun(string? JobId) : AgentMessage
    {
        /// <summary>Why, as a word of <see cref="NackReasonNames"/>.</summary>
        public string? Reason { get; init; }

        /// <summary>Why, for people; at most 500 characters count.</summary>
        public string? Detail { get; init; }
    }

    /// <summary>The command ended with exit code 0. Sent again on every link until <see cref="ServerMessage.Recorded"/>.</summary>
    /// <param name="JobId">The job.</param>
    public sealed record Succeeded(string JobId) : AgentMessage, IOutcome
    {
        /// <inheritdoc/>
        public DateTimeOffset? StartedAt { get; init; }

        /// <inheritdoc/>
        public DateTimeOffset? EndedAt { get; init; }

        /// <inheritdoc/>
        public string? Stdout { get; init; }

        /// <inheritdoc/>
        public string? Stderr { get; init; }

        /// <inheritdoc/>
        public bool OutputTruncated { get; init; }
    }

    /// <summary>The command ended otherwise, or could not be started. Sent again on every link until <see cref="ServerMessage.Recorded"/>.</summary>
    /// <param name="JobId">The job.</param>
    public sealed record Failed(string JobId) : AgentMessage, IOutcome
    {
        /// <summary>Exit code, 0 to 255; null when a signal ended the process or it could not be started.</summary>
        public int? ExitStatus { get; init; }

        /// <summary>Number of the signal that ended the process; else null.</summary>
        public int? Signal { get; init; }

        /// <summary>What went wrong, for people, where the exit code does not tell; at most 500 characters count.</summary>
        public string? Detail { get; init; }

        /// <inheritdoc/>
        public DateTimeOffset? StartedAt { get; init; }

        /// <inheritdoc/>
        public DateTimeOffset? EndedAt { get; init; }

        /// <inheritdoc/>
        public string? Stdout { get; init; }

        /// <inheritdoc/>
        public string? Stderr { get; init; }

        /// <inheritdoc/>
        public bool OutputTruncated { get; init; }
    }

    /// <summary>The job in hand was stopped before its end; also says that an agent that was restarted lost its running job.</summary>
    /// <param name="JobId">The job; null when there was none.</param>
    public sealed record Aborted(string? JobId) : AgentMessage
    {
        /// <summary>Why, for people, when nobody asked for it; at most 500 characters count.</summary>
        public string? Detail { get; init; }
    }
}

/// <summary>What the two outcomes have in common.</summary>
public interface IOutcome
{
    /// <summary>The job.</summary>
    string JobId { get; }

    /// <summary>When the process was started, by the agent's clock.</summary>
    DateTimeOffset? StartedAt { get; }

    /// <summary>When it ended, by the agent's clock.</summary>
    DateTimeOffset? EndedAt { get; }

    /// <summary>Standard output as UTF-8 with replacement characters; null unless captured.</summary>
    string? Stdout { get; }

    /// <summary>Standard error, likewise.</summary>
    string? Stderr { get; }

    /// <summary>Whether the middle of either was left out because it exceeded the agent's limit.</summary>
    bool OutputTruncated { get; }
}

/// <summary>What an agent does (agent.md §6).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AgentJobState>))]
public enum AgentJobState
{
    /// <summary>No job in hand.</summary>
    [JsonStringEnumMemberName("idle")]
    Idle,

    /// <summary>Said yes to a commit, waits for run or abort.</summary>
    [JsonStringEnumMemberName("committed")]
    Committed,

    /// <summary>The command runs.</summary>
    [JsonStringEnumMemberName("running")]
    Running,
}
