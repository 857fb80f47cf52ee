using Pushy.Actors.Presence;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Hosts;

public sealed class OneHostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-host-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_job_runs_from_vote_to_outcome_on_a_real_journal()
    {
        await using var host = await OneHost.Start(_folder);
        var web1 = host.Agent("web1");
        var web2 = host.Agent("web2");
        _ = web1.Obey();
        _ = web2.Obey(exit: 3);
        var spec = host.Spec("web1", "web2", "absent") with { Quorum = 2 };

        var reply = await host.Tell(spec.Id, new JobCommand.Submit(spec));
        var finished = await host.Finish(spec.Id);

        Assert.Null(reply.Refusal);
        Assert.Equal(JobStatus.Complete, finished.How);
        Assert.Equal(NodeState.Succeeded, finished.Nodes.Find(new NodeName("web1"))!.State);
        Assert.Equal(3, Assert.IsType<NodeEnding.Ended>(finished.Nodes.Find(new NodeName("web2"))!.Ending).Result.ExitStatus);
        Assert.Equal(NodeState.Unavailable, finished.Nodes.Find(new NodeName("absent"))!.State);
        Assert.Single(await host.ReadModel.List(OneHost.Organization, default).ToListAsync());
    }

    [Fact]
    public async Task A_running_job_goes_on_after_the_host_was_restarted()
    {
        JobSpec spec;
        await using (var first = await OneHost.Start(_folder))
        {
            var agent = first.Agent("web1");
            spec = first.Spec("web1");
            await first.Tell(spec.Id, new JobCommand.Submit(spec));
            Assert.IsType<ServerMessage.Commit>(await agent.Hear());
            agent.Say(new AgentMessage.AckCommit(spec.Id.Value));
            Assert.IsType<ServerMessage.Run>(await agent.Hear());
            agent.Say(new AgentMessage.AckRun(spec.Id.Value));
            agent.Say(new AgentMessage.Heartbeat(AgentJobState.Running, spec.Id.Value));
        }

        await using var second = await OneHost.Start(_folder);
        var back = new FakeAgent(second.System, second.Presence, new NodeKey(OneHost.Organization, new NodeName("web1")),
            new AgentMessage.Hello("web1", "incarnation-1", "test") { JobId = spec.Id.Value, JobState = AgentJobState.Running });
        back.Say(new AgentMessage.Succeeded(spec.Id.Value));

        Assert.Equal(new ServerMessage.Recorded(spec.Id.Value), await back.Hear());
        Assert.Equal(JobStatus.Complete, (await second.Finish(spec.Id)).How);
    }
}
