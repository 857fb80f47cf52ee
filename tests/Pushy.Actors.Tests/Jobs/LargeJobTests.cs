using Pushy.Actors.Tests.Hosts;
using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

public sealed class LargeJobTests : VirtualHost
{
    [Fact]
    public async Task Ten_thousand_nodes_vote_run_and_end_in_few_writes()
    {
        const int Size = 10_000;
        NodeName[] nodes = [.. Enumerable.Range(0, Size).Select(number => new NodeName($"n{number}"))];
        var agents = new List<FakeAgent>(Size);
        foreach (var node in nodes)
            agents.Add(new FakeAgent(Sys, Presence, new(Organization, node), outbox: 8));
        await Quiet();
        var job = Spec(nodes);

        Journal.Holds = true;   // a disk slower than the nodes, at its slowest: every write is held until all have spoken
        var submitted = Ask(job, new JobCommand.Submit(job));
        await Quiet();
        await EndHold();
        Assert.Null((await submitted).Refusal);

        await All(new AgentMessage.AckCommit(job.Id.Value));
        Assert.Equal(JobStatus.Running, await StatusOf(job));
        await All(new AgentMessage.AckRun(job.Id.Value));
        await All(new AgentMessage.Succeeded(job.Id.Value));

        var finished = await Look(job);
        Assert.Equal(JobStatus.Complete, finished.Status());
        Assert.Equal(Size, finished.Nodes.Counts.Of(NodeState.Succeeded));
        Assert.Equal(7, Journal.Inserts);   // submit; then of each round the first report, and all the others
        Assert.All(agents, agent => Assert.Equal([typeof(ServerMessage.Commit), typeof(ServerMessage.Run), typeof(ServerMessage.Recorded)], agent.Heard().Select(said => said.GetType())));

        async Task All(AgentMessage message)
        {
            Journal.Holds = true;
            agents.ForEach(agent => agent.Say(message));
            await Quiet();
            await EndHold();
        }
    }

    [Fact]
    public async Task Even_a_journal_without_delay_is_asked_less_than_once_a_report_and_the_list_three_times()
    {
        const int Size = 2_000;
        NodeName[] nodes = [.. Enumerable.Range(0, Size).Select(number => new NodeName($"n{number}"))];
        var job = Spec(nodes);
        foreach (var node in nodes)
        {
            var agent = new FakeAgent(Sys, Presence, new(Organization, node), outbox: 8);
            _ = agent.Obey();
        }

        await Quiet();
        await Submit(job);
        await AwaitConditionAsync(async () => await StatusOf(job) == JobStatus.Complete, TimeSpan.FromSeconds(60));

        Assert.InRange(Rows(job).Count, 2, 3 * Size / 2);   // votes, starts and outcomes
        Assert.Equal(3, Listed.Taken.Count);
    }
}
