using Pushy.Actors.Jobs;
using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>Nothing leaves a job before it is in the journal, and what arrives meanwhile is written together.</summary>
public sealed class SlowJournalTests : VirtualHost
{
    [Fact]
    public async Task A_submit_is_answered_and_its_nodes_are_asked_only_after_the_write()
    {
        var agent = await Connect(Web1);
        var job = Spec(Web1);
        Journal.Holds = true;

        var reply = Ask(job, new JobCommand.Submit(job));
        await Quiet();
        Assert.False(reply.IsCompleted);
        Assert.Empty(agent.Heard());
        Assert.Empty(Listed.Taken);
        await EndHold();

        Assert.Null((await reply).Refusal);
        Assert.Single(agent.Heard());
        Assert.Single(Listed.Taken);
    }

    [Fact]
    public async Task The_last_vote_starts_nothing_before_the_write()
    {
        var (job, agents) = await Voting(Web1);
        Journal.Holds = true;

        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));
        Assert.Empty(agents[0].Heard());
        Assert.Equal(JobStatus.Voting, await StatusOf(job));   // a reader does not see what may still be lost
        await EndHold();

        Assert.Equal([new ServerMessage.Run(job.Id.Value)], agents[0].Heard());
    }

    [Fact]
    public async Task A_receipt_goes_out_only_after_the_write()
    {
        var (job, agents) = await Running(Web1);
        Journal.Holds = true;

        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));
        Assert.Empty(agents[0].Heard());
        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
        await EndHold();

        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], agents[0].Heard());
    }

    [Fact]
    public async Task An_outcome_gets_its_receipt_though_earlier_reports_of_its_node_are_written_with_it()
    {
        var (job, agents) = await Running(Web1, Web2);
        Journal.Holds = true;

        await Say(agents[1], new AgentMessage.Succeeded(job.Id.Value));   // a write is under way: the next ones gather
        await Say(agents[0], new AgentMessage.AckRun(job.Id.Value));
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));
        await EndHold();

        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], agents[0].Heard());
    }

    [Fact]
    public async Task An_abort_is_answered_and_sent_only_after_the_write()
    {
        var (job, agents) = await Running(Web1);
        Journal.Holds = true;

        var reply = Ask(job, new JobCommand.Abort("bob"));
        await Quiet();
        Assert.False(reply.IsCompleted);
        Assert.Empty(agents[0].Heard());
        await EndHold();

        Assert.IsType<JobState.Finished>((await reply).State);
        Assert.Equal([new ServerMessage.Abort(job.Id.Value)], agents[0].Heard());
    }

    [Fact]
    public async Task Reports_that_arrive_during_a_write_are_written_together_by_the_next()
    {
        NodeName[] nodes = [.. Enumerable.Range(0, 50).Select(number => new NodeName($"n{number}"))];
        var (job, agents) = await Running(nodes);
        var before = Journal.Inserts;
        Journal.Holds = true;

        foreach (var agent in agents)
            await Say(agent, new AgentMessage.Succeeded(job.Id.Value));
        Assert.Equal(before + 1, Journal.Inserts);
        await EndHold();

        Assert.Equal(before + 2, Journal.Inserts);
        Assert.Equal(JobStatus.Complete, await StatusOf(job));
        Assert.All(agents, agent => Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], agent.Heard()));
    }

    [Fact]
    public async Task What_was_gathered_is_decided_in_the_order_it_came()
    {
        var (job, agents) = await Running(Web1, Web2);
        Journal.Holds = true;
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));   // this one is being written
        var abort = Ask(job, new JobCommand.Abort("bob"));
        await Quiet();
        await Say(agents[1], new AgentMessage.Succeeded(job.Id.Value));   // too late

        await EndHold();

        Assert.Equal(JobStatus.Aborted, Assert.IsType<JobState.Finished>((await abort).State).How);
        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
        Assert.Equal(NodeState.Aborted, await StateOf(job, Web2));
        Assert.Contains(new ServerMessage.Recorded(job.Id.Value), agents[1].Heard());
    }

    [Fact]
    public async Task A_job_does_not_leave_memory_while_its_first_write_is_under_way()
    {
        var job = Spec(Web1);
        var agent = await Connect(Web1);
        await Tell(job, GetJob.Instance);   // nothing is known: the actor is about to leave
        Journal.Holds = true;
        var reply = Ask(job, new JobCommand.Submit(job));
        await Quiet();

        await Pass(Settings.Linger);
        await EndHold();

        Assert.Null((await reply).Refusal);
        Assert.Single(agent.Heard());
    }
}
