using Akka.Actor;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Actors.Presence;

/// <summary>What a node's presence can be told.</summary>
public abstract record PresenceMessage
{
    /// <summary>
    /// An agent connected. It replaces an older link of that agent, and of another one that does not answer. Answered by <see cref="LinkAccepted"/>, or by
    /// <see cref="Links.CloseLink"/> that says that the node is in use.
    /// </summary>
    public sealed record LinkOpened(IActorRef Link, AgentMessage.Hello Hello) : PresenceMessage
    {
        /// <summary>Address that it comes from; null from hosts of before.</summary>
        public string? Remote { get; init; }
    }

    /// <summary>A link ended. Ignored if it is not the current one.</summary>
    public sealed record LinkLost(IActorRef Link, DownReason Why) : PresenceMessage;

    /// <summary>The agent said something. Ignored if the link is not the current one.</summary>
    public sealed record FromAgent(IActorRef Link, AgentMessage Message) : PresenceMessage;

    /// <summary>A job counts on this node from now on: the watcher gets <see cref="PresenceNews"/> at once and at each change, and all that the node says of the job.</summary>
    public sealed record Watch(JobId Job, IActorRef Watcher) : PresenceMessage;

    public sealed record Unwatch(JobId Job, IActorRef Watcher) : PresenceMessage;

    /// <summary>Passes a frame on to the node; dropped if it is not there.</summary>
    /// <param name="Frame">UTF-8 JSON, shared by all who get the same.</param>
    public sealed record Deliver(byte[] Frame) : PresenceMessage;

    /// <summary>The node must drop a job: <c>abort</c> is sent until it says that it has.</summary>
    public sealed record ResetNode(JobId Job) : PresenceMessage;

    private PresenceMessage()
    {
    }
}

/// <summary>Tells a link who its presence is, to be watched and talked to directly.</summary>
public sealed record LinkAccepted(IActorRef Presence);

/// <summary>What gave rise to news of a node.</summary>
public enum PresenceWord
{
    /// <summary>Nothing: it is how things stand.</summary>
    Current,

    /// <summary>The agent connected, and said all about itself.</summary>
    Hello,

    /// <summary>The agent said what it does now.</summary>
    Heartbeat,

    /// <summary>The link is gone.</summary>
    Gone,
}

/// <summary>News of a node for a job that watches it.</summary>
/// <param name="Presence">To be talked to directly and watched.</param>
/// <param name="InHand">The job the agent has in hand, as far as is known.</param>
/// <param name="Doing">What it does with it.</param>
/// <param name="OutcomeFollows">Whether the agent has an outcome of the watcher's job and is about to send it.</param>
/// <param name="Restarted">Whether the agent process is another than before.</param>
/// <param name="Settling">How long presence may still have to wait for a node that it does not know to be there, see <see cref="HostSettling"/>. A length, for hosts' clocks differ.</param>
public sealed record PresenceNews(
    PresenceWord Word,
    IActorRef Presence,
    PresenceState State,
    JobId? InHand,
    AgentJobState Doing,
    bool OutcomeFollows = false,
    bool Restarted = false,
    TimeSpan Settling = default);
