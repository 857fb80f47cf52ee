using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Jobs;

/// <summary>Translates what agents say into what jobs hear.</summary>
public static class AgentReports
{
    /// <summary>The job a message is about; null if it names none that could be one.</summary>
    public static JobId? JobOf(AgentMessage said)
    {
        var id = said switch
        {
            AgentMessage.AckCommit(var job) => job,
            AgentMessage.NackCommit(var job) => job,
            AgentMessage.AckRun(var job) => job,
            AgentMessage.NackRun(var job) => job,
            AgentMessage.Succeeded(var job) => job,
            AgentMessage.Failed(var job) => job,
            AgentMessage.Aborted(var job) => job,
            AgentMessage.Output output => output.JobId,
            _ => null,
        };
        return JobId.IsValid(id) ? new JobId(id!) : null;
    }

    /// <summary>The report; null for what moves no job: output, and what is not about one.</summary>
    public static NodeReport? Of(AgentMessage said) => said switch
    {
        AgentMessage.AckCommit => NodeReport.AckCommit.Instance,
        AgentMessage.NackCommit nack => new NodeReport.NackCommit(NackReasonNames.Parse(nack.Reason), Cut(nack.Detail)),
        AgentMessage.AckRun ack => new NodeReport.AckRun(ack.StartedAt),
        AgentMessage.NackRun nack => new NodeReport.NackRun(NackReasonNames.Parse(nack.Reason), Cut(nack.Detail)),
        AgentMessage.Succeeded done => new NodeReport.Outcome(new CommandResult(true, 0, null, null, done.StartedAt, done.EndedAt)),
        AgentMessage.Failed done => new NodeReport.Outcome(new CommandResult(false, done.ExitStatus, done.Signal, Cut(done.Detail), done.StartedAt, done.EndedAt)),
        AgentMessage.Aborted { TimedOut: true } => NodeReport.TimedOut.Instance,
        AgentMessage.Aborted aborted => new NodeReport.Aborted(Cut(aborted.Detail)),
        _ => null,
    };

    /// <summary>Whether the agent keeps saying it until it gets a receipt.</summary>
    public static bool WantsReceipt(AgentMessage said) => said is IOutcome or AgentMessage.Aborted { JobId: not null };

    private static string? Cut(string? detail)
    {
        if (detail is not { Length: > AgentLinkJson.MaxDetailLength })
            return detail;

        var end = AgentLinkJson.MaxDetailLength;
        return detail[..(char.IsHighSurrogate(detail[end - 1]) ? end - 1 : end)];
    }
}
