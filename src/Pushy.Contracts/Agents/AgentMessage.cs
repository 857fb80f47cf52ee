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
[JsonDerivedType(typeof(Output), "output")]
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
        /// <summary>What the agent runs on, for people, as in <c>linux-x64</c>; null from agents that do not say. It stays at the host that has the link.</summary>
        public string? Platform { get; init; }

        /// <summary>
        /// Of <see cref="LinkHandshake.AgentText"/> by the key that signed the request: RSASSA-PKCS1-v1_5 with SHA-256. Null from agents of before the handshake. It is not
        /// kept once it was checked.
        /// </summary>
        public byte[]? Proof { get; init; }

        /// <summary>The job committed to or running; null when idle.</summary>
        public string? JobId { get; init; }

        /// <summary>State of <see cref="JobId"/>; <see cref="AgentJobState.Idle"/> without one.</summary>
        public AgentJobState JobState { get; init; }

        /// <summary>Jobs whose outcome has no receipt yet. Each outcome follows as a message of its own.</summary>
        public IReadOnlyList<string> Outcomes { get; init => field = value ?? []; } = [];   // a frame may say null

        /// <summary>Why settings that the agent was told to read anew do not count, so that the last good ones do; for people, null if all is well. It stays at the host that has the link.</summary>
        public string? SettingsFault { get; init; }
    }

    /// <summary>What the agent does now (wire-protocol.md §6).</summary>
    /// <param name="JobState">Idle, committed or running.</param>
    /// <param name="JobId">The job in hand; null when idle.</param>
    public sealed record Heartbeat(AgentJobState JobState, string? JobId) : AgentMessage
    {
        /// <summary>Jobs whose outcome has no receipt yet. Each outcome is sent again after the heartbeat, for the server may have lost it.</summary>
        public IReadOnlyList<string> Outcomes { get; init => field = value ?? []; } = [];   // a frame may say null

        /// <summary>As in <see cref="Hello.SettingsFault"/>.</summary>
        public string? SettingsFault { get; init; }
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

        /// <inheritdoc/>
        public StreamEnd? StdoutEnd { get; init; }

        /// <inheritdoc/>
        public StreamEnd? StderrEnd { get; init; }
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

        /// <inheritdoc/>
        public StreamEnd? StdoutEnd { get; init; }

        /// <inheritdoc/>
        public StreamEnd? StderrEnd { get; init; }
    }

    /// <summary>The job in hand was stopped before its end; also says that an agent that was restarted lost its running job.</summary>
    /// <param name="JobId">The job; null when there was none.</param>
    public sealed record Aborted(string? JobId) : AgentMessage
    {
        /// <summary>Why, for people, when nobody asked for it; at most 500 characters count.</summary>
        public string? Detail { get; init; }

        /// <summary>Whether it had run for as long as <see cref="ServerMessage.Commit.RunTimeout"/> lets it, by the agent's clock. Never from agents that do not enforce it.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool TimedOut { get; init; }
    }

    /// <summary>A piece of what the command has printed. Sent again until <see cref="ServerMessage.Stored"/> says that the server has it.</summary>
    /// <param name="JobId">The job.</param>
    /// <param name="Stream">Which of the two.</param>
    /// <param name="Offset">Bytes of the stream before this piece, 0 or more.</param>
    /// <param name="Data">The bytes as they were printed; base64 on the wire. Agents keep it so short that the frame stays below 64 KiB.</param>
    public sealed record Output(string JobId, OutputStream Stream, long Offset, byte[] Data) : AgentMessage;
}

/// <summary>The two streams of a command.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutputStream>))]
public enum OutputStream
{
    /// <summary>Standard output.</summary>
    [JsonStringEnumMemberName("stdout")]
    Stdout,

    /// <summary>Standard error.</summary>
    [JsonStringEnumMemberName("stderr")]
    Stderr,
}

/// <summary>Where a stream ended that was sent as <see cref="AgentMessage.Output"/>.</summary>
/// <param name="Length">Bytes that are sent.</param>
/// <param name="Dropped">Bytes printed after them, which the agent did not keep.</param>
public sealed record StreamEnd(long Length, long Dropped);

/// <summary>What the two outcomes have in common.</summary>
public interface IOutcome
{
    /// <summary>The job.</summary>
    string JobId { get; }

    /// <summary>When the process was started, by the agent's clock.</summary>
    DateTimeOffset? StartedAt { get; }

    /// <summary>When it ended, by the agent's clock.</summary>
    DateTimeOffset? EndedAt { get; }

    /// <summary>Standard output as text, from agents that send it with the outcome; else null.</summary>
    string? Stdout { get; }

    /// <summary>Standard error, likewise.</summary>
    string? Stderr { get; }

    /// <summary>Whether something was left out of <see cref="Stdout"/> or <see cref="Stderr"/> because it exceeded the agent's limit.</summary>
    bool OutputTruncated { get; }

    /// <summary>Where standard output ended, from agents that send it as <see cref="AgentMessage.Output"/>: the outcome counts once the server has all of it. Null unless captured.</summary>
    StreamEnd? StdoutEnd { get; }

    /// <summary>Standard error, likewise.</summary>
    StreamEnd? StderrEnd { get; }
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
