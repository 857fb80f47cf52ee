using System.Diagnostics;
using Pushy.Contracts.Agents;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Jobs;

/// <summary>The spans of one node in a traced job: its vote, its run, and in that the process as its agent tells of it. To be used by the node's actor alone.</summary>
internal sealed class NodeTrace(JobTrace job, NodeName node)
{
    private Activity? _span;
    private byte[]? _run;
    private bool _isRun;
    private bool _execTold;

    /// <summary>The job owes the node something else than before.</summary>
    public void Turn(NodeDuty duty)
    {
        switch (duty)
        {
            case NodeDuty.Commit: Begin("node vote", isRun: false); break;
            case NodeDuty.Run or NodeDuty.Await when _isRun: break;
            case NodeDuty.Run or NodeDuty.Await: Begin("node run", isRun: true); break;
            default: End(); break;
        }
    }

    /// <summary>The run's frame, with this node's own span for what the command traces.</summary>
    public byte[] RunFrame(string jobId) => _run ??= AgentLinkJson.Write(new ServerMessage.Run(jobId) { Traceparent = _span?.Id });

    /// <summary>What the agent said.</summary>
    public void Hear(AgentMessage said)
    {
        switch (said)
        {
            case AgentMessage.AckCommit: _span?.SetTag("pushy.vote", "yes"); break;
            case AgentMessage.NackCommit no: Fail("pushy.vote", "no", no.Reason); break;
            case AgentMessage.NackRun no: Fail("pushy.node.state", "nacked", no.Reason); break;
            case AgentMessage.Aborted: Fail("pushy.node.state", "aborted", null); break;
            case IOutcome outcome: Exec(outcome); break;
        }
    }

    /// <summary>The node is gone, or did not come.</summary>
    public void Lose(DownReason why) => _span?.SetStatus(ActivityStatusCode.Error, why.ToString());

    public void End()
    {
        _span?.Dispose();
        (_span, _isRun) = (null, false);
    }

    private void Begin(string name, bool isRun)
    {
        End();
        (_span, _isRun) = (job.StartNode(name, node), isRun);
    }

    private void Fail(string tag, string word, string? reason)
    {
        _span?.SetTag(tag, word).SetStatus(ActivityStatusCode.Error, NackReasonNames.NameOf(NackReasonNames.Parse(reason)));
    }

    private void Exec(IOutcome outcome)
    {
        if (_span is not { } run || _execTold)
            return;   // agents repeat it until they have a receipt

        _execTold = true;
        var failed = outcome as AgentMessage.Failed;
        run.SetTag("pushy.node.state", failed is null ? "succeeded" : "failed");
        if (outcome is not { StartedAt: { } started, EndedAt: { } ended })
            return;
        using var exec = job.StartExec(run, node, started);
        exec?.SetTag("pushy.exit_status", failed is null ? 0 : failed.ExitStatus).SetTag("pushy.signal", failed?.Signal);
        if (failed is not null)
            exec?.SetStatus(ActivityStatusCode.Error);
        if (ended > started)
            exec?.SetEndTime(ended.UtcDateTime);
    }
}
