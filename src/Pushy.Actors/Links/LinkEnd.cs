namespace Pushy.Actors.Links;

/// <summary>Why a link ended: a closed set, for counting. The first reason counts.</summary>
public enum LinkEnd
{
    /// <summary>The agent closed in good order, because it was stopped.</summary>
    AgentStopped,

    /// <summary>The connection broke, or nothing was heard for too long.</summary>
    ConnectionLost,

    /// <summary>The node has a newer connection.</summary>
    Replaced,

    /// <summary>The node was deleted, its key taken away, or its organization.</summary>
    RightEnded,

    /// <summary>The outbox was full.</summary>
    TooSlow,

    /// <summary>The agent said more than could wait for its presence.</summary>
    ServerBusy,

    /// <summary>The node's presence ended with its host, or its shard moved.</summary>
    PresenceLost,

    /// <summary>This host stops, or was put out of the cluster.</summary>
    HostStopping,

    /// <summary>The agent said what is no message, or too much.</summary>
    BadFrame,

    /// <summary>No hello came, or one that does not belong to who signed in.</summary>
    BadHello,

    /// <summary>The agent's hello did not prove that it has the node's key.</summary>
    BadProof,

    /// <summary>The node opened more links than one node may, and this was the oldest.</summary>
    CrowdedOut,

    /// <summary>Another agent has the node's link, and answers: two machines have one key.</summary>
    NodeInUse,
}
