using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>A JobActor killed in any state goes on from its journal, with its agents still connected.</summary>
public sealed class JobRecoveryTests : VirtualHost
{
    [Fact]
    public async Task While_voting_with_silent_nodes()
    {
        var (job, agents) = await Voting(Web1);

        await Kill(job);

        Assert.Equal(JobStatus.Voting, await StatusOf(job));
        Assert.Equal([CommitOf(job)], agents[0].Heard());   // agents take a repeat as one
        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));
        Assert.Equal(JobStatus.Running, await StatusOf(job));
    }

    [Fact]
    public async Task While_voting_with_nodes_that_are_ready()
    {
        var (job, agents) = await Voting(Web1, Web2);
        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));

        await Kill(job);

        Assert.Equal(NodeState.Ready, await StateOf(job, Web1));
        Assert.Empty(agents[0].Heard());
        await Say(agents[1], new AgentMessage.AckCommit(job.Id.Value));
        Assert.Equal([new ServerMessage.Run(job.Id.Value)], agents[0].Heard());
    }

    [Fact]
    public async Task While_running_with_nodes_that_have_not_started()
    {
        var (job, agents) = await Ready(Web1);

        await Kill(job);

        Assert.Equal([new ServerMessage.Run(job.Id.Value)], agents[0].Heard());
        await Say(agents[0], new AgentMessage.AckRun(job.Id.Value), new AgentMessage.Succeeded(job.Id.Value));
        Assert.Equal(JobStatus.Complete, await StatusOf(job));
    }

    [Fact]
    public async Task While_running_with_more_nodes_than_start_without_a_break()
    {
        var (job, agents) = await Ready([.. Enumerable.Range(0, 2_500).Select(number => new NodeName($"n{number}"))]);

        await Kill(job);

        Assert.All(agents, agent => Assert.Equal([new ServerMessage.Run(job.Id.Value)], agent.Heard()));
    }

    [Fact]
    public async Task While_running_with_nodes_that_run()
    {
        var (job, agents) = await Running(Web1, Web2);
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));
        agents[0].Heard();

        await Kill(job);

        Assert.Equal((NodeState.Succeeded, NodeState.Running), (await StateOf(job, Web1), await StateOf(job, Web2)));
        Assert.All(agents, agent => Assert.Empty(agent.Heard()));
        await Say(agents[1], new AgentMessage.Succeeded(job.Id.Value));
        Assert.Equal(JobStatus.Complete, await StatusOf(job));
    }

    [Fact]
    public async Task While_it_aborts()
    {
        var (job, agents) = await Running(Web1);
        await Tell(job, new JobCommand.Abort("bob"));
        agents[0].Heard();

        await Kill(job);
        await Pass(1);

        Assert.Equal(JobStatus.Aborted, await StatusOf(job));
        Assert.Contains(new ServerMessage.Abort(job.Id.Value), agents[0].Heard());
    }

    [Fact]
    public async Task Finished_but_not_listed()
    {
        var (job, agents) = await Running(Web1);
        Listed.Refuses = true;
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));

        await Kill(job);
        Listed.Refuses = false;
        await Pass(1);

        Assert.IsType<JobState.Finished>(Listed.Taken[^1]);
    }

    [Fact]
    public async Task While_its_submit_was_being_written()
    {
        var agent = await Connect(Web1);
        var job = Spec(Web1);
        Journal.Holds = true;
        _ = Ask(job, new JobCommand.Submit(job));
        await Quiet();
        await JobActorOf(job).Tell(Akka.Actor.PoisonPill.Instance);
        await EndHold();   // the write succeeds, and nobody is left to hear of it

        await Pass(Region.RestartBackoff);

        Assert.Equal(JobStatus.Voting, await StatusOf(job));
        Assert.Single(agent.Heard());
    }

    [Fact]
    public async Task While_an_outcome_was_being_written_the_outcome_is_there_afterwards()
    {
        var (job, agents) = await Running(Web1);
        Journal.Holds = true;
        await Say(agents[0], new AgentMessage.Failed(job.Id.Value) { ExitStatus = 4 });
        await JobActorOf(job).Tell(Akka.Actor.PoisonPill.Instance);
        await EndHold();
        await Pass(Region.RestartBackoff);

        await Say(agents[0], new AgentMessage.Heartbeat(AgentJobState.Idle, null) { Outcomes = [job.Id.Value] }, new AgentMessage.Failed(job.Id.Value) { ExitStatus = 4 });

        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], agents[0].Heard());
        Assert.Equal(4, Assert.IsType<NodeEnding.Ended>(await EndingOf(job, Web1)).Result.ExitStatus);
    }

    [Fact]
    public async Task Before_an_outcome_was_written_the_outcome_counts_when_the_agent_repeats_it()
    {
        var (job, agents) = await Running(Web1);
        Outputs.Holds = true;
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value) { Stdout = "out" });
        await Kill(job);
        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
        Outputs.Holds = false;

        await Say(
            agents[0], new AgentMessage.Heartbeat(AgentJobState.Idle, null) { Outcomes = [job.Id.Value] }, new AgentMessage.Succeeded(job.Id.Value) { Stdout = "out" });

        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], agents[0].Heard());
    }

    [Fact]
    public async Task The_vote_window_goes_on()
    {
        var (job, _) = await Voting(Web1);
        await Pass(30);

        await Kill(job);

        await Pass(27);   // two have passed until it was started again
        Assert.Equal(JobStatus.Voting, await StatusOf(job));
        await Pass(1);
        Assert.Equal(JobStatus.QuorumFailed, await StatusOf(job));
    }

    [Fact]
    public async Task The_run_timeout_goes_on()
    {
        var (job, _) = await Running(Web1);
        await Pass(100);

        await Kill(job);

        await Pass(197);
        Assert.Equal(JobStatus.Running, await StatusOf(job));
        await Pass(1);
        Assert.Equal(JobStatus.TimedOut, await StatusOf(job));
    }
}
