using Pushy.Actors.Jobs;
using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>lifecycle.md §5, user abort.</summary>
public sealed class UserAbortTests : VirtualHost
{
    private static readonly JobCommand Abort = new JobCommand.Abort("bob");

    [Fact]
    public async Task A_voting_job_is_aborted_on_every_node_that_was_asked()
    {
        var (job, agents) = await Voting(Web1, Web2);
        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));

        var reply = await Tell(job, Abort);

        Assert.Equal(JobStatus.Aborted, Assert.IsType<JobState.Finished>(reply.State).How);
        Assert.Equal(new NodeEnding.AbortedByUser("bob"), await EndingOf(job, Web2));
        Assert.All(agents, agent => Assert.Equal([new ServerMessage.Abort(job.Id.Value)], agent.Heard()));
    }

    [Fact]
    public async Task A_running_job_is_aborted_where_it_still_runs()
    {
        var (job, agents) = await Running(Web1, Web2);
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));
        agents[0].Heard();

        await Tell(job, Abort);

        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
        Assert.Equal(NodeState.Aborted, await StateOf(job, Web2));
        Assert.Empty(agents[0].Heard());
        Assert.Equal([new ServerMessage.Abort(job.Id.Value)], agents[1].Heard());
    }

    [Fact]
    public async Task The_abort_is_repeated_each_second_until_the_node_confirms_it()
    {
        var (job, agents) = await Running(Web1);
        await Tell(job, Abort);

        await Pass(2);
        var abort = new ServerMessage.Abort(job.Id.Value);
        Assert.Equal([abort, abort, abort], agents[0].Heard());
        await Say(agents[0], new AgentMessage.Aborted(job.Id.Value));
        agents[0].Heard();

        await Pass(5);
        Assert.Empty(agents[0].Heard());
    }

    [Fact]
    public async Task A_node_that_was_away_is_told_when_it_comes_back_with_the_job()
    {
        var (job, agents) = await Running(Web1);
        await Hang(agents[0]);
        await Tell(job, Abort);

        var back = await Connect(Web1, HelloOf(Web1) with { JobId = job.Id.Value, JobState = AgentJobState.Running });

        Assert.Equal([new ServerMessage.Abort(job.Id.Value)], back.Heard());
    }

    [Fact]
    public async Task A_finished_job_stays_as_it_is()
    {
        var (job, agents) = await Running(Web1);
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));

        var reply = await Tell(job, Abort);

        Assert.Null(reply.Refusal);
        Assert.Equal(JobStatus.Complete, Assert.IsType<JobState.Finished>(reply.State).How);
    }

    [Fact]
    public async Task A_job_that_nobody_submitted_cannot_be_aborted_nor_read()
    {
        var job = Spec(Web1);

        Assert.Equal(Job.NoSuchJob, (await Tell(job, Abort)).Refusal);
        Assert.Equal(Job.NoSuchJob, (await Tell(job, GetJob.Instance)).Refusal);
    }

    [Fact]
    public async Task A_job_is_submitted_once()
    {
        var (job, _) = await Voting(Web1);

        Assert.Equal(Job.JobExists, (await Submit(job)).Refusal);
    }

    [Fact]
    public async Task An_outcome_that_crosses_the_abort_gets_its_receipt_and_does_not_count()
    {
        var (job, agents) = await Running(Web1);
        await Tell(job, Abort);
        agents[0].Heard();

        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));

        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], agents[0].Heard());
        Assert.Equal(NodeState.Aborted, await StateOf(job, Web1));
    }
}
