namespace Pushy.Domain.Diagnosis;

/// <summary>How a link ended, as far as it says why a node is away. Names are the storage format.</summary>
public enum LinkEnding
{
    /// <summary>The connection broke, or the server gave it up.</summary>
    ConnectionLost,

    /// <summary>The agent said goodbye: it was stopped.</summary>
    AgentStopped,

    /// <summary>The server was stopped.</summary>
    ServerStopped,
}
