using System.Collections.Immutable;
using Pushy.Actors.Hosts;
using Pushy.Actors.Presence;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.Jobs;

/// <summary>Whether a job is in memory on some host. For jobs that the list does not have: it may be behind, so that only the job's own host knows of it.</summary>
public sealed class ClusterJobs(OtherHosts others)
{
    /// <summary>Whether another host has it, and the hosts that could have it and were silent.</summary>
    public async Task<(bool IsThere, ImmutableArray<string> Silent)> IsElsewhere(JobId job, CancellationToken cancel)
    {
        if (!others.Any)
            return (false, []);

        var (answers, silent) = await others.Ask(host => others.Ask<JobSeen>(host, RosterActor.Name, new AskJob(job), cancel));
        return answers.Any(answer => answer.IsHere) ? (true, []) : (false, silent);
    }
}
