using System.Text.Json.Serialization;

namespace Pushy.Contracts.Agents;

/// <summary>What a server sends an agent, one JSON text frame each (wire-protocol.md §5, without what only ZeroMQ needs).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Challenge), "challenge")]
[JsonDerivedType(typeof(Commit), "commit")]
[JsonDerivedType(typeof(Run), "run")]
[JsonDerivedType(typeof(Abort), "abort")]
[JsonDerivedType(typeof(Recorded), "recorded")]
[JsonDerivedType(typeof(Stored), "stored")]
public abstract record ServerMessage
{
    private ServerMessage()
    {
    }

    /// <summary>First frame on a link whose agent speaks <see cref="LinkHandshake"/>: who the server is, proven. Agents heed nothing before it.</summary>
    /// <param name="Nonce">The server's nonce, fresh and random.</param>
    /// <param name="Key">The server's public key, SubjectPublicKeyInfo.</param>
    /// <param name="Signature">Of <see cref="LinkHandshake.ServerText"/> by that key: ECDSA with SHA-256, the two numbers of 32 bytes each.</param>
    public sealed record Challenge(byte[] Nonce, byte[] Key, byte[] Signature) : ServerMessage;

    /// <summary>Asks the agent to vote on a job. Answer: <see cref="AgentMessage.AckCommit"/> or <see cref="AgentMessage.NackCommit"/>.</summary>
    /// <param name="JobId">32 hex digits.</param>
    /// <param name="Command">The job command, to be looked up in the whitelist.</param>
    public sealed record Commit(string JobId, string Command) : ServerMessage
    {
        /// <summary>Account to run as; null for the agent's own.</summary>
        public string? User { get; init; }

        /// <summary>Working directory; null for the agent's own.</summary>
        public string? Dir { get; init; }

        /// <summary>Variables to add to the environment.</summary>
        public IReadOnlyDictionary<string, string>? Env { get; init; }

        /// <summary><c>raw:</c> and text, or <c>base64:</c> and base64; at most 100,000 bytes decoded.</summary>
        public string? File { get; init; }

        /// <summary>Whether standard output and error are wanted.</summary>
        public bool Capture { get; init; }

        /// <summary>
        /// Whole seconds, 0 or more, that the command may run: the agent ends it then whether or not it has a server. Null from servers that do not say. Older agents leave
        /// it to the server.
        /// </summary>
        public long? RunTimeout { get; init; }

        /// <summary>W3C trace context of the vote; null where it is not traced. May differ in a repeat.</summary>
        public string? Traceparent { get; init; }
    }

    /// <summary>Asks the agent to run what it committed to. Answer: <see cref="AgentMessage.AckRun"/> or <see cref="AgentMessage.NackRun"/>.</summary>
    /// <param name="JobId">32 hex digits.</param>
    public sealed record Run(string JobId) : ServerMessage
    {
        /// <summary>W3C trace context for the command's environment; null where it is not traced. May differ in a repeat.</summary>
        public string? Traceparent { get; init; }
    }

    /// <summary>Asks the agent to stop a job and kill what it started. Answer: <see cref="AgentMessage.Aborted"/>.</summary>
    /// <param name="JobId">Only this job is to be stopped; null: whatever is in hand.</param>
    public sealed record Abort(string? JobId) : ServerMessage;

    /// <summary>Receipt for an outcome: it is in the journal (or will never count), the agent may forget it.</summary>
    /// <param name="JobId">32 hex digits.</param>
    public sealed record Recorded(string JobId) : ServerMessage;

    /// <summary>Receipt for output: the server has the stream durably up to there, and wants what follows.</summary>
    /// <param name="JobId">32 hex digits.</param>
    /// <param name="Stream">Which of the two.</param>
    /// <param name="Offset">Bytes from the stream's beginning; less than what was sent if something in between got lost.</param>
    public sealed record Stored(string JobId, OutputStream Stream, long Offset) : ServerMessage;
}
