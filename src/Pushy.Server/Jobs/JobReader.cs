using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Pushy.Actors.Jobs;
using Pushy.Actors.ReadModel;
using Pushy.Domain.Jobs;
using Pushy.Server.Configuration;

namespace Pushy.Server.Jobs;

/// <summary>Finds a job where it is: in memory while it lives, in the database once it has finished. An id that nobody submitted wakes no actor.</summary>
internal sealed class JobReader(JobReadModel model, JobRoster roster, JobJournal journal, IRequiredActor<JobActor> jobs, JobOptions options)
{
    /// <summary>The job; null if the organization has none of this id.</summary>
    public async Task<JobState.Known?> Find(string organization, string id, CancellationToken cancel)
    {
        if (!JobId.IsValid(id))
            return null;

        var found = await Find(new JobId(id), cancel);
        return found?.Spec.Organization == organization ? found : null;
    }

    /// <summary>How a finished job ended, without reading all of it; null where <see cref="Find(string, string, CancellationToken)"/> has to say more.</summary>
    public async Task<JobEnding?> FindEnding(string organization, string id, CancellationToken cancel) =>
        JobId.IsValid(id) && !roster.Has(new JobId(id)) && await model.FindEnding(new JobId(id), cancel) is { } ending && ending.Organization == organization ? ending : null;

    private async Task<JobState.Known?> Find(JobId id, CancellationToken cancel)
    {
        if (roster.Has(id))
            return await Ask(id, cancel);
        if (await model.FindFinished(id, cancel) is { } finished)
            return finished;
        return await model.Has(id, cancel) || await journal.Has(id, cancel) ? await Ask(id, cancel) : null;
    }

    private async Task<JobState.Known?> Ask(JobId id, CancellationToken cancel) =>
        (await jobs.ActorRef.Ask<JobReply>(new ShardingEnvelope(id.Value, GetJob.Instance), options.AskTimeout, cancel)).State as JobState.Known;
}
