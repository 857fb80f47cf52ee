namespace Pushy.Domain.Nodes;

/// <summary>What an agent says of itself in a hello or a heartbeat, seen from one job.</summary>
public enum NodeClaim
{
    /// <summary>It has no job in hand.</summary>
    Idle,

    /// <summary>It is committed to this job.</summary>
    Committed,

    /// <summary>It runs this job.</summary>
    Running,

    /// <summary>It has another job in hand.</summary>
    Elsewhere,
}

/// <summary>What follows from a claim: a report to the job, or the duty done once more, or a note that the node was idle.</summary>
/// <param name="Report">Counts as if the node had sent it.</param>
/// <param name="Repeat">Whether what the duty says is to be sent again.</param>
/// <param name="NotedIdle">To be remembered until the next claim or message of the node.</param>
public readonly record struct ClaimVerdict(NodeReport? Report = null, bool Repeat = false, bool NotedIdle = false);

/// <summary>How a job squares what an agent says with what it knows (lifecycle.md §6 "using job_state", and §7).</summary>
public static class NodeClaims
{
    /// <summary>Judges one claim.</summary>
    /// <param name="duty">What the job owes the node.</param>
    /// <param name="first">Whether it is the first word of the node on a new link, or since this server started.</param>
    /// <param name="final">Whether the claim is the whole truth, as a hello is: then one idle word is enough.</param>
    /// <param name="notedIdle">Whether the node's last word was idle too.</param>
    public static ClaimVerdict Judge(NodeDuty duty, NodeClaim claim, bool first, bool final, bool notedIdle) => (duty, claim) switch
    {
        (NodeDuty.Commit, NodeClaim.Committed) => new(NodeReport.AckCommit.Instance),
        (NodeDuty.Commit, _) when first => new(Repeat: true),          // what was sent on the old link may be lost; elsewhere: it will refuse
        (NodeDuty.Run, NodeClaim.Committed) => new(Repeat: true),
        (NodeDuty.Run, NodeClaim.Running) => new(new NodeReport.AckRun(null)),
        (NodeDuty.Hold or NodeDuty.Run or NodeDuty.Await, NodeClaim.Idle or NodeClaim.Elsewhere) when final || notedIdle => new(NodeReport.LostJob.Instance),
        (NodeDuty.Hold or NodeDuty.Run or NodeDuty.Await, NodeClaim.Idle) => new(NotedIdle: true),
        (NodeDuty.Await, NodeClaim.Committed) when final => new(NodeReport.LostJob.Instance),
        _ => default,
    };
}
