using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>What nodes say of jobs that do not count on them (lifecycle.md §4.3, §4.4, §8).</summary>
public sealed class StrayTests : VirtualHost
{
    private const string OtherOrganization = "fedcba9876543210fedcba9876543210";

    public static TheoryData<AgentMessage> WhatShowsThatItHoldsTheJob()
    {
        var job = $"{7:x32}";
        return
        [
            new AgentMessage.AckCommit(job), new AgentMessage.AckRun(job), new AgentMessage.NackRun(job),
            new AgentMessage.Heartbeat(AgentJobState.Running, job), new AgentMessage.Heartbeat(AgentJobState.Committed, job),
        ];
    }

    [Theory]
    [MemberData(nameof(WhatShowsThatItHoldsTheJob))]
    public async Task A_node_that_holds_a_job_nobody_knows_is_reset(AgentMessage said)
    {
        var agent = await Connect(Web1);

        await Say(agent, said);

        Assert.Equal([new ServerMessage.Abort($"{7:x32}")], agent.Heard());
    }

    [Fact]
    public async Task A_node_that_appears_with_a_job_nobody_knows_is_reset()
    {
        var agent = await Connect(Web1, HelloOf(Web1) with { JobId = $"{7:x32}", JobState = AgentJobState.Running });

        Assert.Equal([new ServerMessage.Abort($"{7:x32}")], agent.Heard());
    }

    [Fact]
    public async Task An_outcome_of_a_job_nobody_knows_gets_its_receipt_so_that_it_is_forgotten()
    {
        var agent = await Connect(Web1);

        await Say(agent, new AgentMessage.Succeeded($"{7:x32}"));

        Assert.Equal([new ServerMessage.Recorded($"{7:x32}")], agent.Heard());
    }

    [Fact]
    public async Task An_aborted_of_an_unknown_job_or_of_none_leads_to_no_abort()
    {
        var agent = await Connect(Web1);

        await Say(agent, new AgentMessage.Aborted($"{7:x32}"), new AgentMessage.Aborted(null));

        Assert.DoesNotContain(agent.Heard(), said => said is ServerMessage.Abort);
    }

    [Fact]
    public async Task A_name_for_a_job_that_could_be_none_is_ignored()
    {
        var agent = await Connect(Web1);

        await Say(agent, new AgentMessage.AckRun("../../etc"), new AgentMessage.AckCommit(""), new AgentMessage.Heartbeat(AgentJobState.Running, "x"));

        Assert.Empty(agent.Heard());
    }

    [Fact]
    public async Task A_node_outside_the_job_cannot_touch_it()
    {
        var (job, _) = await Running(Web1);
        var outsider = await Connect(Web2);

        await Say(outsider, new AgentMessage.AckRun(job.Id.Value), new AgentMessage.Succeeded(job.Id.Value));

        Assert.Equal(JobStatus.Running, await StatusOf(job));
        Assert.Null((await Look(job)).Nodes.Find(Web2));
        Assert.Equal([new ServerMessage.Abort(job.Id.Value), new ServerMessage.Recorded(job.Id.Value)], outsider.Heard());
    }

    [Fact]
    public async Task Another_organizations_node_of_the_same_name_cannot_touch_the_job()
    {
        var (job, agents) = await Running(Web1);
        var other = await Connect(Web1, organization: OtherOrganization);

        await Say(other, new AgentMessage.AckRun(job.Id.Value), new AgentMessage.Succeeded(job.Id.Value));

        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
        Assert.Equal([new ServerMessage.Abort(job.Id.Value), new ServerMessage.Recorded(job.Id.Value)], other.Heard());
        Assert.Empty(agents[0].Heard());
    }

    [Fact]
    public async Task For_a_moment_after_its_end_a_job_lets_late_messages_be()
    {
        var (job, agents) = await Running(Web1);
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));
        agents[0].Heard();

        await Say(agents[0], new AgentMessage.AckRun(job.Id.Value));   // a duplicate, not a claim
        Assert.Empty(agents[0].Heard());
        await Pass(Settings.Linger);
        await Say(agents[0], new AgentMessage.AckRun(job.Id.Value));

        Assert.Equal([new ServerMessage.Abort(job.Id.Value)], agents[0].Heard());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_node_that_claims_a_job_just_finished_is_reset_at_once(bool heartbeat)
    {
        var (job, agents) = await Running(Web1);
        await Hang(agents[0]);
        await Pass(Settings.CrashGrace);
        Assert.Equal(JobStatus.Complete, await StatusOf(job));

        var back = await Connect(Web1, heartbeat ? null : HelloOf(Web1) with { JobId = job.Id.Value, JobState = AgentJobState.Running });
        if (heartbeat)
            await Say(back, new AgentMessage.Heartbeat(AgentJobState.Running, job.Id.Value));

        Assert.Equal([new ServerMessage.Abort(job.Id.Value)], back.Heard());
    }

    [Fact]
    public async Task A_node_being_reset_for_one_job_is_told_once_to_drop_another()
    {
        var (first, agents) = await Voting(Web1);
        var second = Spec(Web1);
        await Submit(second);
        agents[0].Heard();

        await Tell(first, new JobCommand.Abort("bob"));
        await Tell(second, new JobCommand.Abort("bob"));
        Assert.Equal([new ServerMessage.Abort(first.Id.Value), new ServerMessage.Abort(second.Id.Value)], agents[0].Heard());
        await Pass(1);

        Assert.Equal([new ServerMessage.Abort(first.Id.Value)], agents[0].Heard());
    }

    [Fact]
    public async Task A_job_nobody_submitted_does_not_stay_in_memory()
    {
        var agent = await Connect(Web1);
        var unknown = Spec(Web1);
        await Say(agent, new AgentMessage.AckRun(unknown.Id.Value));
        Assert.True(await JobActorOf(unknown).IsThere());

        await Pass(Settings.Linger);

        Assert.False(await JobActorOf(unknown).IsThere());
    }
}
