using System.Collections.Concurrent;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Agents;
using Pushy.Domain.Nodes;
using Pushy.Domain.Outputs;

namespace Pushy.Actors.Tests.Stage;

/// <summary>Stands for the database of output at the edge of the stage: holds each stream in memory.</summary>
internal sealed class StandInOutput
{
    private readonly ConcurrentDictionary<(NodeName Node, OutputStream Stream), byte[]> _streams = new();

    public byte[] Of(NodeName node, OutputStream stream) => _streams.GetValueOrDefault((node, stream), []);

    public OutputItem Write(OutputItem item)
    {
        switch (item)
        {
            case OutputChunk chunk:
                var stored = Of(chunk.Node, chunk.Stream);
                var tail = OutputTail.Of(stored.Length, chunk.Offset, chunk.Data.Length, OutputStore.DefaultLimit);
                _streams[(chunk.Node, chunk.Stream)] = [.. stored, .. chunk.Data.Slice(tail.Skip, tail.Take).Span];
                return chunk with { Reached = tail.Reached };
            case OutputEnd end:
                return end with { IsWhole = end.Anyway || (Has(end.Stdout, OutputStream.Stdout) && Has(end.Stderr, OutputStream.Stderr)) };
            default:
                return item;
        }

        bool Has(StreamEnd? end, OutputStream stream) => end is null || Of(item.Node, stream).Length >= end.Length;
    }
}
