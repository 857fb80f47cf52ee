using Akka.Actor;
using Akka.Cluster.Sharding;
using Pushy.Actors.Jobs;
using Pushy.Actors.Presence;
using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>Two hosts both hold a job for theirs: the journal takes the first row of a number, and whoever comes second stops and says nothing.</summary>
public sealed class SplitBrainTests : VirtualHost
{
    [Fact]
    public async Task An_outcome_that_reaches_the_loser_gets_its_receipt_only_when_the_journal_has_it()
    {
        var (job, agents) = await Running(Web1, Web2);
        BeginOtherHost();
        await Look(job);
        await Say(agents[1], new AgentMessage.Succeeded(job.Id.Value));   // by the first host
        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], agents[1].Heard());

        var moved = await Connect(Web1, HelloOf(Web1) with { Outcomes = [job.Id.Value] });   // to the other, which knows nothing of that row
        await Say(moved, new AgentMessage.Failed(job.Id.Value) { ExitStatus = 3 });
        Assert.Empty(moved.Heard());

        await Pass(Region.RestartBackoff);
        await Say(moved, new AgentMessage.Heartbeat(AgentJobState.Idle, null) { Outcomes = [job.Id.Value] }, new AgentMessage.Failed(job.Id.Value) { ExitStatus = 3 });
        Assert.Equal([new ServerMessage.Recorded(job.Id.Value)], moved.Heard());
        Assert.Equal(JobStatus.Complete, await StatusOf(job));
        Assert.Empty(Witness.Early);
    }

    [Fact]
    public async Task An_abort_that_the_loser_is_asked_for_is_refused_and_reaches_no_agent()
    {
        var (job, agents) = await Running(Web1, Web2);
        var (jobs, _) = BeginOtherHost();
        await Look(job);
        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));
        agents[0].Heard();

        var refused = await Tell(job, new JobCommand.Abort("bob"));   // the other host has not seen that row
        Assert.Equal(JobRefusals.Unwritable, refused.Refusal);
        Assert.All(agents, agent => Assert.Empty(agent.Heard()));

        var aborted = await jobs.Ask<JobReply>(new ShardingEnvelope(job.Id.Value, new JobCommand.Abort("bob")), TimeSpan.FromSeconds(20));
        await Quiet();
        Assert.Null(aborted.Refusal);
        Assert.Equal([new ServerMessage.Abort(job.Id.Value)], agents[1].Heard());
    }

    [Fact]
    public async Task Two_hosts_that_write_at_the_same_moment_make_one_history()
    {
        var (job, agents) = await Voting(Web1, Web2);
        var (jobs, _) = BeginOtherHost();
        await Look(job);
        Journal.Holds = true;
        var here = Ask(job, new JobCommand.Abort("ann"));
        var there = jobs.Ask<JobReply>(new ShardingEnvelope(job.Id.Value, new JobCommand.Abort("bob")), TimeSpan.FromSeconds(20));
        await Quiet();
        await EndHold();

        var answers = await Task.WhenAll(here, there);
        Assert.Single(answers, answer => answer.Refusal is null);
        Assert.Single(answers, answer => answer.Refusal == JobRefusals.Unwritable);
        Assert.Single(Rows(job).SelectMany(row => row.Events).OfType<JobEvent.Aborted>());
        Assert.Empty(Witness.Early);
        Assert.NotEmpty(agents);
    }

    [Fact]
    public async Task A_word_to_an_agent_that_the_journal_does_not_bear_out_is_noticed()
    {
        var (job, _) = await Voting(Web1);

        Presence.Tell(new ShardingEnvelope(
            new NodeKey(Organization, Web1).EntityId, new PresenceMessage.Deliver(AgentLinkJson.Write(new ServerMessage.Recorded(job.Id.Value)))));
        await Quiet();
        Witness.Sees(job.Id, new JobReply(Job.Evolve(await Look(job), new JobEvent.Aborted("ann", Clock.Now))));

        Assert.Equal(2, Witness.Early.Count);
    }
}
