using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

public sealed class VotingTests : VirtualHost
{
    [Fact]
    public async Task A_job_asks_every_node_for_its_vote_and_runs_when_all_have_said_yes()
    {
        var (job, agents) = await Voting(Web1, Web2);

        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));
        Assert.Equal(NodeState.Ready, await StateOf(job, Web1));
        Assert.Empty(agents[0].Heard());   // the other has not voted
        await Say(agents[1], new AgentMessage.AckCommit(job.Id.Value));

        Assert.Equal(JobStatus.Running, await StatusOf(job));
        Assert.All(agents, agent => Assert.Equal([new ServerMessage.Run(job.Id.Value)], agent.Heard()));
    }

    [Fact]
    public async Task The_commit_carries_how_to_run_the_command()
    {
        var agent = await Connect(Web1);
        var job = Spec(Web1) with { Command = "chef-client", Options = new RunOptions("deploy", "/srv", null, "raw:x", CaptureOutput: true) };

        await Submit(job);

        Assert.Equal(
            [new ServerMessage.Commit(job.Id.Value, "chef-client") { User = "deploy", Dir = "/srv", File = "raw:x", Capture = true }], agent.Heard());
    }

    [Fact]
    public async Task A_no_ends_the_nodes_part_with_its_reason()
    {
        var (job, agents) = await Voting(Web1);

        await Say(agents[0], new AgentMessage.NackCommit(job.Id.Value) { Reason = "not_whitelisted", Detail = "true" });

        Assert.Equal(new NodeEnding.Nacked(NackReason.NotWhitelisted, "true"), await EndingOf(job, Web1));
        Assert.Equal(JobStatus.QuorumFailed, await StatusOf(job));
        Assert.Empty(agents[0].Heard());   // it holds nothing, so there is nothing to abort
    }
}
