using Pushy.Actors.Jobs;
using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>The list follows the job, and a finished job leaves memory only when the list has it.</summary>
public sealed class ListingTests : VirtualHost
{
    [Fact]
    public async Task Each_status_is_listed_once()
    {
        var (job, agents) = await Running(Web1, Web2);
        foreach (var agent in agents)
            await Say(agent, new AgentMessage.Succeeded(job.Id.Value));

        Assert.Equal([JobStatus.Voting, JobStatus.Running, JobStatus.Complete], Listed.Taken.Select(state => state.Status()));
    }

    [Fact]
    public async Task A_submit_is_answered_when_the_job_is_listed()
    {
        var job = Spec(Web1);
        Listed.Holds = true;

        var reply = Ask(job, new JobCommand.Submit(job));
        await Quiet();
        Assert.False(reply.IsCompleted);
        await ReleaseList();

        Assert.Null((await reply).Refusal);
    }

    [Fact]
    public async Task A_submit_that_cannot_be_listed_is_answered_all_the_same_for_the_journal_has_it()
    {
        var job = Spec(Web1);
        Listed.Refuses = true;

        Assert.Null((await Submit(job)).Refusal);
    }

    [Fact]
    public async Task A_submit_waits_two_seconds_for_a_list_that_hangs_and_is_answered_then_for_the_journal_has_it()
    {
        var job = Spec(Web1);
        Listed.Holds = true;

        var reply = Ask(job, new JobCommand.Submit(job));
        await Quiet();
        await Pass(1);
        Assert.False(reply.IsCompleted);
        await Pass(1);

        Assert.Null((await reply).Refusal);
    }

    [Fact]
    public async Task Listing_is_tried_again_each_second_until_it_succeeds()
    {
        Listed.Refuses = true;
        var (job, agents) = await Running(Web1);
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));
        await Pass(20);
        Assert.True(JobsInMemory.Has(job.Id));

        Listed.Refuses = false;
        await Pass(1);

        Assert.Equal([JobStatus.Complete], Listed.Taken.Select(state => state.Status()));
    }

    [Fact]
    public async Task A_finished_job_leaves_memory_a_moment_after_it_was_listed()
    {
        var (job, agents) = await Running(Web1);
        Assert.Equal([job.Id], JobsInMemory.Jobs);
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));

        await Pass(Settings.Linger - TimeSpan.FromSeconds(1));
        Assert.True(JobsInMemory.Has(job.Id));
        await Pass(1);

        Assert.False(JobsInMemory.Has(job.Id));
        Assert.False(await JobActorOf(job).IsThere());
        Assert.Equal(JobStatus.Complete, await StatusOf(job));   // from the journal
    }

    [Fact]
    public async Task A_live_job_never_leaves_memory()
    {
        var (job, _) = await Running(Web1);

        await Pass(250);

        Assert.True(JobsInMemory.Has(job.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_submit_that_comes_while_an_unknown_job_leaves_memory_is_taken(bool slowJournal)
    {
        var agent = await Connect(Web1);
        var job = Spec(Web1);
        await Tell(job, GetJob.Instance);   // somebody guessed the id
        await HoldLeaves(true);
        await Pass(Settings.Linger);
        Journal.Holds = slowJournal;

        var reply = Ask(job, new JobCommand.Submit(job));
        await Quiet();
        await HoldLeaves(false);
        await EndHold();

        Assert.Null((await reply).Refusal);
        await Say(agent, new AgentMessage.AckCommit(job.Id.Value));
        await Say(agent, new AgentMessage.AckRun(job.Id.Value));
        await Say(agent, new AgentMessage.Succeeded(job.Id.Value));
        Assert.Equal(JobStatus.Complete, await StatusOf(job));
        await Pass(Settings.Linger);
        Assert.False(await JobActorOf(job).IsThere());
    }

    [Fact]
    public async Task A_finished_job_leaves_memory_also_when_it_writes_at_that_moment()
    {
        var (job, agents) = await Running(Web1);
        await Tell(job, new JobCommand.Abort("alice"));
        Journal.Holds = true;
        await Say(agents[0], new AgentMessage.Aborted(job.Id.Value));
        await Pass(Settings.Linger);

        await EndHold();
        await Pass(Settings.Linger);

        Assert.False(await JobActorOf(job).IsThere());
    }
}
