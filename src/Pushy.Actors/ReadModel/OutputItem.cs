using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.ReadModel;

/// <summary>Something to be stored of a node's output. What is written comes back with its result.</summary>
public abstract record OutputItem(JobId Job, NodeName Node)
{
    /// <summary>About what it takes in memory, in bytes.</summary>
    public virtual int Weight => 0;
}

/// <summary>A piece of a stream, as the agent sent it.</summary>
/// <param name="Offset">Bytes of the stream before it; 0 or more.</param>
public sealed record OutputChunk(JobId Job, NodeName Node, OutputStream Stream, long Offset, ReadOnlyMemory<byte> Data) : OutputItem(Job, Node)
{
    /// <summary>Result: how far the stream is durable, in the agent's count.</summary>
    public long Reached { get; init; }

    public override int Weight => Data.Length;
}

/// <summary>The command has ended: its streams are whole if all that was sent of them is stored.</summary>
/// <param name="Stdout">Null if it is not captured.</param>
/// <param name="Stderr">Null if it is not captured.</param>
/// <param name="Anyway">Whether what is missing will not come any more and counts as dropped.</param>
public sealed record OutputEnd(JobId Job, NodeName Node, StreamEnd? Stdout, StreamEnd? Stderr, bool Anyway) : OutputItem(Job, Node)
{
    /// <summary>Result: whether the streams are whole now.</summary>
    public bool IsWhole { get; init; }
}

/// <summary>What a command printed on one node, as text that came with its outcome. The first that is stored counts.</summary>
/// <param name="Stdout">Null when it was not captured.</param>
/// <param name="Stderr">Null when it was not captured.</param>
/// <param name="Truncated">Whether the agent left out something of either.</param>
public sealed record JobOutput(JobId Job, NodeName Node, string? Stdout, string? Stderr, bool Truncated) : OutputItem(Job, Node)
{
    public override int Weight => (Stdout?.Length ?? 0) + (Stderr?.Length ?? 0);
}
