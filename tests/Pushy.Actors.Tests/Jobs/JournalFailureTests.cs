using Pushy.Actors.Jobs;
using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>What the journal did not take has not happened, for anybody.</summary>
public sealed class JournalFailureTests : VirtualHost
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_that_cannot_be_stored_is_refused_and_no_agent_hears_of_it(bool rejected)
    {
        var agent = await Connect(Web1);
        var job = Spec(Web1);
        Break(rejected);

        var reply = await Submit(job);

        Assert.Equal(JobRefusals.Unwritable, reply.Refusal);
        Assert.Empty(agent.Heard());
        Assert.Empty(Listed.Taken);
        Repair();
        Assert.Equal(Job.NoSuchJob, (await Tell(job, GetJob.Instance)).Refusal);
        Assert.Null((await Submit(job)).Refusal);
        Assert.Single(agent.Heard());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_outcome_that_cannot_be_stored_gets_no_receipt_and_counts_when_it_is_said_again(bool rejected)
    {
        var (job, agents) = await Running(Web1, Web2);
        Break(rejected);
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));
        Assert.Empty(agents[0].Heard());

        Repair();
        await Pass(Region.RestartBackoff);
        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
        await Say(agents[0], new AgentMessage.Heartbeat(AgentJobState.Idle, null) { Outcomes = [job.Id.Value] }, new AgentMessage.Succeeded(job.Id.Value));

        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], agents[0].Heard());
        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
        Assert.Equal(NodeState.Running, await StateOf(job, Web2));
    }

    [Fact]
    public async Task A_quorum_that_cannot_be_stored_starts_nothing_until_it_can()
    {
        var (job, agents) = await Voting(Web1);
        Break();
        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));
        Assert.Empty(agents[0].Heard());

        Repair();
        await Pass(Region.RestartBackoff);

        Assert.Equal([new ServerMessage.Run(job.Id.Value)], agents[0].Heard());   // the agent had said what it holds, and presence knows
    }

    [Fact]
    public async Task An_abort_that_cannot_be_stored_is_refused_and_the_job_goes_on()
    {
        var (job, agents) = await Running(Web1);
        Break();

        var reply = await Tell(job, new JobCommand.Abort("bob"));

        Assert.Equal(JobRefusals.Unwritable, reply.Refusal);
        Assert.Empty(agents[0].Heard());
        Repair();
        Assert.Equal(JobStatus.Running, await StatusOf(job));
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));
        Assert.Equal(JobStatus.Complete, await StatusOf(job));
    }

    [Fact]
    public async Task All_who_wait_for_the_write_that_fails_are_refused()
    {
        var (job, _) = await Running(Web1);
        Journal.Holds = true;
        var first = Ask(job, new JobCommand.Abort("bob"));
        await Quiet();
        var second = Ask(job, new JobCommand.Abort("carol"));
        await Quiet();

        Break();
        await EndHold();

        Assert.All(await Task.WhenAll(first, second), reply => Assert.Equal(JobRefusals.Unwritable, reply.Refusal));
    }

    [Fact]
    public async Task A_job_whose_deadline_cannot_be_stored_ends_once_it_can()
    {
        var (job, agents) = await Running(Web1);
        Break();
        await Pass(310);
        Assert.DoesNotContain(agents[0].Heard(), said => said is ServerMessage.Abort);

        Repair();
        await Pass(Settings.CrashGrace + Region.RestartBackoff);

        Assert.Equal(JobStatus.TimedOut, await StatusOf(job));
        Assert.Contains(agents[0].Heard(), said => said is ServerMessage.Abort);
    }

    private void Break(bool rejected = false) => (Journal.Fails, Journal.Rejects) = (!rejected, rejected);

    private void Repair() => (Journal.Fails, Journal.Rejects) = (false, false);
}
