namespace Pushy.Domain.Nodes;

/// <summary>Why a node counts as down.</summary>
public enum DownReason
{
    /// <summary>It has never been connected since the server started.</summary>
    NeverSeen,

    /// <summary>No node can bear this name.</summary>
    NotANodeName,

    /// <summary>It was connected once and is not now.</summary>
    Offline,

    /// <summary>It is connected but being reset after an earlier job.</summary>
    Resetting,

    /// <summary>Its connection broke and it did not come back within the grace period.</summary>
    ConnectionLost,

    /// <summary>Its agent was restarted.</summary>
    AgentRestarted,

    /// <summary>Its agent was stopped in good order.</summary>
    AgentStopped,

    /// <summary>Nobody has this name: no node, and no other client.</summary>
    UnknownName,
}
