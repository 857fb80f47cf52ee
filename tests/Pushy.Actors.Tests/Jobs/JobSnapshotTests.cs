using Pushy.Actors.Jobs;
using Pushy.Actors.Tests.Hosts;
using Pushy.Actors.Tests.Journal;
using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>Large jobs save snapshots; they come back the same with and without.</summary>
public sealed class JobSnapshotTests : VirtualHost
{
    private const int Size = JobSnapshots.LeastEvents;

    private static string Key(JobSpec job) => "job-" + job.Id.Value;

    [Fact]
    public async Task A_job_that_votes_comes_back_from_its_snapshot_and_the_rows_after_it()
    {
        var (job, agents) = await Large();
        await All(agents[..^1], new AgentMessage.AckCommit(job.Id.Value));
        var before = await Look(job);
        var saved = Assert.Single(Snapshots.Of(Key(job)));

        await Kill(job);

        Samples.AssertSame(before, await Look(job));
        Assert.Equal(saved + 1, Journal.ReplayedFrom);
        await Say(agents[^1], new AgentMessage.AckCommit(job.Id.Value));
        Assert.Equal(JobStatus.Running, await StatusOf(job));
    }

    [Fact]
    public async Task A_job_that_runs_comes_back_from_its_snapshot_and_ends_as_ever()
    {
        var (job, agents) = await Large();
        await All(agents, new AgentMessage.AckCommit(job.Id.Value), new AgentMessage.AckRun(job.Id.Value));
        await All(agents[..(Size / 2)], new AgentMessage.Succeeded(job.Id.Value));
        var before = await Look(job);

        await Kill(job);

        Samples.AssertSame(before, await Look(job));
        Assert.True(Journal.ReplayedFrom > 1);
        await All(agents[(Size / 2)..], new AgentMessage.Succeeded(job.Id.Value));
        Assert.Equal(JobStatus.Complete, await StatusOf(job));
        Assert.Equal(Size, (await Look(job)).Nodes.Counts.Of(NodeState.Succeeded));
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_read_is_done_without()
    {
        var (job, agents) = await Large();
        await All(agents, new AgentMessage.AckCommit(job.Id.Value));
        var before = await Look(job);
        Snapshots.Damage(Key(job));

        await Kill(job);

        Samples.AssertSame(before, await Look(job));
        Assert.Equal(1, Journal.ReplayedFrom);
        await All(agents, new AgentMessage.AckRun(job.Id.Value));   // and replaces it by a good one
        await Kill(job);
        Assert.True(Journal.ReplayedFrom > 1);
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_saved_is_done_without()
    {
        var (job, agents) = await Large();
        Snapshots.Fails = true;
        await All(agents, new AgentMessage.AckCommit(job.Id.Value), new AgentMessage.AckRun(job.Id.Value), new AgentMessage.Succeeded(job.Id.Value));

        Assert.Equal(JobStatus.Complete, await StatusOf(job));
        Assert.Empty(Snapshots.Of(Key(job)));
    }

    [Fact]
    public async Task One_is_kept_and_none_of_a_job_that_has_left()
    {
        var (job, agents) = await Large();
        await All(agents, new AgentMessage.AckCommit(job.Id.Value), new AgentMessage.AckRun(job.Id.Value));
        Assert.Single(Snapshots.Of(Key(job)));

        await All(agents, new AgentMessage.Succeeded(job.Id.Value));
        await Pass(Settings.Linger);

        Assert.False(await JobActorOf(job).IsThere());
        Assert.Empty(Snapshots.Of(Key(job)));
    }

    [Fact]
    public async Task A_small_job_saves_none()
    {
        var (job, agents) = await Running(Web1, Web2, new NodeName("web3"));
        Assert.Empty(Snapshots.Of(Key(job)));
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));

        Assert.Empty(Snapshots.Of(Key(job)));
    }

    private async Task<(JobSpec Job, FakeAgent[] Agents)> Large()
    {
        NodeName[] nodes = [.. Enumerable.Range(0, Size).Select(number => new NodeName($"n{number}"))];
        FakeAgent[] agents = [.. nodes.Select(node => new FakeAgent(Sys, Presence, new(Organization, node)))];
        await Quiet();
        var job = Spec(nodes);
        await Submit(job);
        return (job, agents);
    }

    /// <summary>Each message by all agents, while a write is under way, so that a row has many events.</summary>
    private async Task All(FakeAgent[] agents, params AgentMessage[] messages)
    {
        foreach (var message in messages)
        {
            Journal.Holds = true;
            foreach (var agent in agents)
                agent.Say(message);
            await Quiet();
            await EndHold();
        }
    }
}
