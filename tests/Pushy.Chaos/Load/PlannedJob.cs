using Pushy.Chaos.Cluster;
using Pushy.Contracts.Jobs;

namespace Pushy.Chaos.Load;

/// <summary>A job as it is posted, and what may become of it.</summary>
/// <param name="Nonce">In its command and its Idempotency-Key; no two jobs have the same.</param>
/// <param name="Ending">Of every third node, see <see cref="WorkScript"/>.</param>
/// <param name="Lines">Of output on each node.</param>
/// <param name="AbortAfter">When it is aborted after its 201; null for never.</param>
/// <param name="PostAgain">Whether it is posted once more after its 201, as by a client who did not see it.</param>
internal sealed record PlannedJob(string Nonce, JobRequest Request, int Ending, int Lines, TimeSpan? AbortAfter, bool PostAgain)
{
    /// <summary>What nobody's whitelist has.</summary>
    public bool IsRefused => Request.Command.StartsWith(JobMaker.Unlisted, StringComparison.Ordinal);
}
