using Pushy.Actors.Jobs;
using Pushy.Actors.ReadModel;
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
        var web1 = await host.Connect("web1");
        var web2 = await host.Connect("web2");
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
            var agent = await first.Connect("web1");
            spec = first.Spec("web1");
            await first.Tell(spec.Id, new JobCommand.Submit(spec));
            Assert.IsType<ServerMessage.Commit>(await agent.Hear());
            agent.Say(new AgentMessage.AckCommit(spec.Id.Value));
            Assert.IsType<ServerMessage.Run>(await agent.Hear());
            agent.Say(new AgentMessage.AckRun(spec.Id.Value));
            agent.Say(new AgentMessage.Heartbeat(AgentJobState.Running, spec.Id.Value));
        }

        await using var second = await OneHost.Start(_folder);
        var back = await second.Connect("web1", spec.Id, AgentJobState.Running);
        back.Say(new AgentMessage.Succeeded(spec.Id.Value));

        Assert.Equal(new ServerMessage.Recorded(spec.Id.Value), await back.Hear());
        Assert.Equal(JobStatus.Complete, (await second.Finish(spec.Id)).How);
    }

    [Fact]
    public async Task Unfinished_jobs_go_on_by_themselves_after_a_restart_and_finished_ones_rest()
    {
        JobSpec voting, running, finished;
        await using (var first = await OneHost.Start(_folder))
        {
            var agent = await first.Connect("web1");
            _ = await first.Connect("web2");
            voting = first.Spec("web2");
            await first.Tell(voting.Id, new JobCommand.Submit(voting));
            running = first.Spec("web1");
            await first.Tell(running.Id, new JobCommand.Submit(running));
            await agent.Hear();
            agent.Say(new AgentMessage.AckCommit(running.Id.Value));
            await agent.Hear();
            finished = first.Spec("absent");
            await first.Tell(finished.Id, new JobCommand.Submit(finished));
            await first.Finish(finished.Id);
            await OneHost.Until(() => !first.JobsInMemory.Has(finished.Id));   // listed, so it has left
        }

        await using var second = await OneHost.Start(_folder);
        await OneHost.Until(() => second.JobsInMemory.Jobs.Count == 2);

        Assert.Equal(new[] { voting.Id.Value, running.Id.Value }.Order(StringComparer.Ordinal), second.JobsInMemory.Jobs.Select(job => job.Value));
        var back = await second.Connect("web1", running.Id, AgentJobState.Committed);
        Assert.Equal(new ServerMessage.Run(running.Id.Value), await back.Hear());
    }

    [Fact]
    public async Task An_outcome_that_comes_after_the_job_ended_and_the_host_restarted_gets_its_receipt()
    {
        JobSpec spec;
        await using (var first = await OneHost.Start(_folder))
        {
            var agent = await first.Connect("web1");
            spec = first.Spec("web1");
            await first.Tell(spec.Id, new JobCommand.Submit(spec));
            await agent.Hear();
            await first.Tell(spec.Id, new JobCommand.Abort("bob"));
            await OneHost.Until(() => !first.JobsInMemory.Has(spec.Id));
        }

        await using var second = await OneHost.Start(_folder);
        var back = await second.Connect("web1");
        back.Say(new AgentMessage.Succeeded(spec.Id.Value));

        Assert.Equal(new ServerMessage.Recorded(spec.Id.Value), await back.Hear());
        var reply = await second.Tell(spec.Id, GetJob.Instance);
        Assert.Equal(JobStatus.Aborted, Assert.IsType<JobState.Finished>(reply.State).How);
    }

    [Fact]
    public async Task Whoever_asks_a_job_that_is_about_to_leave_is_answered()
    {
        await using var host = await OneHost.Start(_folder, JobSettings.Default with { Linger = TimeSpan.Zero });
        var spec = host.Spec("absent");
        await host.Tell(spec.Id, new JobCommand.Submit(spec));
        await host.Finish(spec.Id);

        for (var i = 0; i < 300; i++)   // each meets it while it comes, is there, leaves, or is being forgotten
            Assert.IsType<JobState.Finished>((await host.Tell(spec.Id, GetJob.Instance)).State);
    }

    [Fact]
    public async Task A_submit_that_was_answered_is_in_the_list()
    {
        await using var host = await OneHost.Start(_folder);
        _ = await host.Connect("web1");
        var spec = host.Spec("web1");

        await host.Tell(spec.Id, new JobCommand.Submit(spec));

        Assert.True(await host.ReadModel.Has(spec.Id, default));
    }

    [Fact]
    public async Task A_job_stays_in_memory_until_it_is_listed_and_is_then_read_from_the_list()
    {
        await using var host = await OneHost.Start(_folder);
        await host.Sql("alter table jobs rename to hidden");   // every write fails
        var spec = host.Spec("absent");
        var reply = await host.Tell(spec.Id, new JobCommand.Submit(spec));
        Assert.Null(reply.Refusal);
        Assert.True(host.JobsInMemory.Has(spec.Id));

        await host.Sql("alter table hidden rename to jobs");
        var finished = await host.Finish(spec.Id);
        await OneHost.Until(() => !host.JobsInMemory.Has(spec.Id));

        Assert.Equal(JobStatus.QuorumFailed, finished.How);
    }

    [Fact]
    public async Task Output_is_in_the_database_when_its_receipt_goes_out()
    {
        await using var host = await OneHost.Start(_folder);
        var agent = await host.Connect("web1");
        var spec = host.Spec("web1");
        await host.Tell(spec.Id, new JobCommand.Submit(spec));
        await agent.Hear();
        agent.Say(new AgentMessage.AckCommit(spec.Id.Value));
        await agent.Hear();

        agent.Say(new AgentMessage.Succeeded(spec.Id.Value) { Stdout = "out" });
        Assert.Equal(new ServerMessage.Recorded(spec.Id.Value), await agent.Hear());

        Assert.Equal(["out"u8.ToArray()], await host.Outputs.Read(spec.Id, new NodeName("web1"), OutputStream.Stdout, 0, default));
    }

    [Fact]
    public async Task A_piece_of_output_is_in_the_database_when_its_receipt_goes_out()
    {
        await using var host = await OneHost.Start(_folder);
        var agent = await host.Connect("web1");
        var spec = host.Spec("web1");
        await host.Tell(spec.Id, new JobCommand.Submit(spec));
        await agent.Hear();
        agent.Say(new AgentMessage.AckCommit(spec.Id.Value));
        await agent.Hear();

        agent.Say(new AgentMessage.AckRun(spec.Id.Value));
        agent.Say(new AgentMessage.Output(spec.Id.Value, OutputStream.Stderr, 0, [1, 0, 255]));
        Assert.Equal(new ServerMessage.Stored(spec.Id.Value, OutputStream.Stderr, 3), await agent.Hear());

        Assert.Equal([[1, 0, 255]], await host.Outputs.Read(spec.Id, new NodeName("web1"), OutputStream.Stderr, 0, default));
        Assert.Equal(new StoredOutput(3, 0, Truncated: false, IsWhole: false), await host.Outputs.Find(spec.Id, new NodeName("web1"), OutputStream.Stderr, default));
    }
}
