using System.Collections.Concurrent;
using System.Text;
using Pushy.Contracts.Agents;
using Pushy.Domain.Outputs;

namespace Pushy.Agent.Tests.Harness;

/// <summary>What a server does with output: takes it in order, once, and says how far it is.</summary>
internal sealed class TakenOutput
{
    private readonly ConcurrentDictionary<(string Job, OutputStream Stream), byte[]> _streams = new();

    /// <summary>Whether pieces are taken and answered.</summary>
    public bool Takes { get; set; } = true;

    /// <summary>All pieces that came, taken or not.</summary>
    public ConcurrentQueue<AgentMessage.Output> Pieces { get; } = [];

    public byte[] Of(string job, OutputStream stream) => _streams.GetValueOrDefault((job, stream), []);

    public ServerMessage.Stored? Take(AgentMessage.Output piece)
    {
        Pieces.Enqueue(piece);
        if (!Takes)
            return null;
        var stored = Of(piece.JobId, piece.Stream);
        var tail = OutputTail.Of(stored.Length, piece.Offset, piece.Data.Length, long.MaxValue);
        _streams[(piece.JobId, piece.Stream)] = [.. stored, .. piece.Data.AsSpan(tail.Skip, tail.Take)];
        return new(piece.JobId, piece.Stream, tail.Reached);
    }

    /// <summary>An outcome with its output, once that is whole; any other message as it is.</summary>
    public async Task<AgentMessage> WithAsync(AgentMessage message)
    {
        if (!Takes || message is not IOutcome { StdoutEnd: { } stdout, StderrEnd: { } stderr, JobId: var job })
            return message;
        await Processes.EventuallyAsync(
            () => Of(job, OutputStream.Stdout).Length == stdout.Length && Of(job, OutputStream.Stderr).Length == stderr.Length ? "whole" : null, "the whole output");
        var (outText, errText) = (Encoding.UTF8.GetString(Of(job, OutputStream.Stdout)), Encoding.UTF8.GetString(Of(job, OutputStream.Stderr)));
        return message switch
        {
            AgentMessage.Succeeded done => done with { Stdout = outText, Stderr = errText },
            AgentMessage.Failed done => done with { Stdout = outText, Stderr = errText },
            _ => message,
        };
    }
}
