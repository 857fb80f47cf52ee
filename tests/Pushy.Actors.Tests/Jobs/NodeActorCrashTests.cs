using Pushy.Actors.Presence;
using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>A NodeActor that fails is started again and asks its job what it has to do.</summary>
public sealed class NodeActorCrashTests : VirtualHost
{
    /// <summary>News that no presence sends: it lacks its sender.</summary>
    private static readonly PresenceNews Bomb = new(PresenceWord.Current, null!, PresenceState.Initial, null, AgentJobState.Idle);

    [Fact]
    public async Task A_silent_node_is_asked_again()
    {
        var (job, agents) = await Voting(Web1);

        await Crash(job);

        Assert.Equal([CommitOf(job)], agents[0].Heard());
        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));
        Assert.Equal(JobStatus.Running, await StatusOf(job));
    }

    [Fact]
    public async Task A_ready_node_keeps_its_vote()
    {
        var (job, agents) = await Voting(Web1, Web2);
        await Say(agents[0], new AgentMessage.AckCommit(job.Id.Value));

        await Crash(job);

        Assert.Equal(NodeState.Ready, await StateOf(job, Web1));
        Assert.Empty(agents[0].Heard());
    }

    [Fact]
    public async Task A_node_that_was_told_to_run_is_told_again()
    {
        var (job, agents) = await Ready(Web1);

        await Crash(job);

        Assert.Equal([new ServerMessage.Run(job.Id.Value)], agents[0].Heard());
    }

    [Fact]
    public async Task A_running_node_goes_on_and_its_outcome_counts()
    {
        var (job, agents) = await Running(Web1);

        await Crash(job);
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));

        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], agents[0].Heard());
        Assert.Equal(NodeState.Succeeded, await StateOf(job, Web1));
    }

    [Fact]
    public async Task A_running_node_that_is_away_keeps_its_grace()
    {
        var (job, agents) = await Running(Web1);
        await Hang(agents[0]);

        await Crash(job);
        Assert.Equal(NodeState.Running, await StateOf(job, Web1));
        await Pass(Settings.CrashGrace);

        Assert.Equal(new NodeEnding.DownWhileRunning(DownReason.ConnectionLost), await EndingOf(job, Web1));
    }

    private async Task Crash(JobSpec job)
    {
        await NodeActorsOf(job).Tell(Bomb);
        await Quiet();
    }
}
