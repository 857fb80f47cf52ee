using System.Text.Json.Serialization;
using Pushy.Contracts.Jobs;

namespace Pushy.Contracts.Nodes;

/// <summary>Answer of <c>GET …/pushy/nodes/NODE</c>: all that is known of one name, whether there is such a node or not.</summary>
/// <param name="Node">As the list has it.</param>
/// <param name="Joined">Whether somebody of this name is in the directory.</param>
/// <param name="Keys">Its keys; null if it has not joined.</param>
/// <param name="Jobs">Its part in its last jobs, newest first.</param>
/// <param name="Findings">What is well, what is not, what cannot be known.</param>
public sealed record NodeDetailDocument(NodeDocument Node, bool Joined, NodeKeysDocument? Keys, IReadOnlyList<NodeJobDocument> Jobs, IReadOnlyList<FindingDocument> Findings)
{
    /// <summary>When it joined; null where the directory does not tell.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset? JoinedAt { get; init; }

    /// <summary>Its last link; null if it never had one.</summary>
    public NodeLinkDocument? Link { get; init; }

    /// <summary>The last time that it was not let in; null: never, or forgotten.</summary>
    public NodeRefusalDocument? LastRefusal { get; init; }
}

/// <summary>A node's keys.</summary>
/// <param name="Valid">That can prove it now.</param>
/// <param name="Expired">That cannot any more.</param>
public sealed record NodeKeysDocument(int Valid, int Expired);

/// <summary>A node's last link.</summary>
/// <param name="Remote">Address that it came from.</param>
public sealed record NodeLinkDocument(string Remote)
{
    /// <summary>When it began.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset? ConnectedAt { get; init; }

    /// <summary>When it ended; null while it lives, and where its host ended without a word.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary><c>connection_lost</c>, <c>agent_stopped</c> or <c>server_stopped</c>; null while <see cref="EndedAt"/> is.</summary>
    public string? End { get; init; }

    /// <summary>Host of the cluster, HOST:PORT; null for a server on its own.</summary>
    public string? Host { get; init; }

    /// <summary>The agent's version.</summary>
    public string? Version { get; init; }

    /// <summary>What the agent runs on, as in <c>linux-x64</c>; null from agents that do not say.</summary>
    public string? Platform { get; init; }

    /// <summary>By how many seconds its clock was ahead when it signed in, negative for behind.</summary>
    public int? ClockSkew { get; init; }
}

/// <summary>A time that a node was not let in. Anybody can bring one about, by asking in the node's name.</summary>
/// <param name="Why"><c>clock</c>, <c>unknown_name</c>, <c>bad_signature</c>, <c>other_name</c>, <c>too_many_failures</c>, <c>server_full</c> or <c>other</c>.</param>
/// <param name="Remote">Address that it came from.</param>
public sealed record NodeRefusalDocument(string Why, string Remote)
{
    /// <summary>When.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset? At { get; init; }

    /// <summary>By how many seconds its clock was ahead, negative for behind.</summary>
    public int? ClockSkew { get; init; }
}

/// <summary>A node's part in a job.</summary>
/// <param name="Id">The job.</param>
/// <param name="Command">The job's command.</param>
/// <param name="Status">The job's status.</param>
/// <param name="Part">The node's part in it.</param>
public sealed record NodeJobDocument(string Id, string Command, string Status, JobNodeDocument Part)
{
    /// <summary>When the job was created.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>One thing that there is to say of a node.</summary>
/// <param name="Level"><c>ok</c>, <c>problem</c>: why it does not answer now, <c>note</c>: something that was, or <c>unknown</c>.</param>
/// <param name="Text">Sentences for people.</param>
/// <param name="Remedy">What to do; null for nothing.</param>
public sealed record FindingDocument(string Level, string Text, string? Remedy);
