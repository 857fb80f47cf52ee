using Pushy.Domain.Jobs;

namespace Pushy.Domain.Nodes;

/// <summary>What a job owes one of its nodes: a function of the job's state, so that recovery needs no second path.</summary>
public enum NodeDuty
{
    /// <summary>Nothing is to be told to the node.</summary>
    None,

    /// <summary><c>commit</c>, until it votes.</summary>
    Commit,

    /// <summary>Wait: it voted, others have not.</summary>
    Hold,

    /// <summary><c>run</c>, until it says that it runs.</summary>
    Run,

    /// <summary>Wait for its outcome.</summary>
    Await,

    /// <summary><c>abort</c>, until it says that it has dropped the job.</summary>
    Reset,
}

public static class NodeDuties
{
    public static NodeDuty Of(JobState job, NodePart part) => (job, part) switch
    {
        (JobState.Voting, NodePart.New) => NodeDuty.Commit,
        (JobState.Voting, NodePart.Ready) => NodeDuty.Hold,
        (JobState.Running, NodePart.Ready) => NodeDuty.Run,
        (JobState.Running, NodePart.Running) => NodeDuty.Await,
        (_, NodePart.Strayed) => NodeDuty.Reset,
        (_, NodePart.Ended { How.NeedsReset: true }) => NodeDuty.Reset,
        _ => NodeDuty.None,
    };
}
