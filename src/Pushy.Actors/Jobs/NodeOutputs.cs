using Pushy.Actors.ReadModel;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Jobs;

/// <summary>Translates what agents say of output into what is stored of it.</summary>
internal static class NodeOutputs
{
    /// <summary>Counts beyond it are no counts of bytes, and sums of two of them are still numbers.</summary>
    private const long MaxCount = 1L << 53;

    /// <summary>A piece; null if it is none.</summary>
    public static OutputChunk? ChunkOf(JobId job, NodeName node, AgentMessage.Output piece) =>
        piece is { Offset: >= 0 and <= MaxCount, Data: { } data } && Enum.IsDefined(piece.Stream) ? new OutputChunk(job, node, piece.Stream, piece.Offset, data) : null;

    /// <summary>What has to be stored before an outcome counts: text that came with it, or that the streams are whole.</summary>
    /// <param name="anyway">Whether the streams are whole as they are.</param>
    public static OutputItem EndOf(JobId job, NodeName node, IOutcome outcome, bool anyway) => outcome is { StdoutEnd: null, StderrEnd: null }
        ? new JobOutput(job, node, outcome.Stdout, outcome.Stderr, outcome.OutputTruncated)
        : new OutputEnd(job, node, Counts(outcome.StdoutEnd), Counts(outcome.StderrEnd), anyway);

    /// <summary>Whether a stream is there up to where the outcome says it ends.</summary>
    public static bool Reaches(OutputChunk chunk, IOutcome outcome) =>
        (chunk.Stream is OutputStream.Stderr ? outcome.StderrEnd : outcome.StdoutEnd) is not { } end || chunk.Reached >= end.Length;

    private static StreamEnd? Counts(StreamEnd? end) =>
        end is null ? null : new StreamEnd(Math.Clamp(end.Length, 0, MaxCount), Math.Clamp(end.Dropped, 0, MaxCount));
}
