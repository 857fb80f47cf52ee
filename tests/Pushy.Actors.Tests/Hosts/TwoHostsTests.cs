using Akka.Actor;
using Akka.Cluster.Sharding;
using Pushy.Actors.Jobs;
using Pushy.Actors.Tests.Remoting;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Hosts;

public sealed class TwoHostsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-hosts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Jobs_run_over_nodes_whose_links_and_presences_are_on_other_hosts()
    {
        await using var hosts = await TwoHosts.Start(_folder);
        var names = new List<string>();
        var ways = new HashSet<(OneHost Link, OneHost Presence)>();
        while (ways.Count < 4)   // all that link and presence can lie
        {
            var (name, link) = ($"web{names.Count}", names.Count % 4 < 2 ? hosts.First : hosts.Second);
            _ = (await hosts.Connect(link, name)).Obey();
            names.Add(name);
            ways.Add((link, hosts.HostOf(TwoHosts.KeyOf(name))!));
        }

        var jobs = new List<(JobSpec Spec, OneHost On)>();
        while (jobs.DistinctBy(job => job.On).Count() < 2)
        {
            var spec = hosts.First.Spec([.. names]);
            var reply = await hosts.First.Tell(spec.Id, new JobCommand.Submit(spec));
            Assert.Null(reply.Refusal);
            await OneHost.Until(() => hosts.HostOf(spec.Id) is not null);
            jobs.Add((spec, hosts.HostOf(spec.Id)!));
            await hosts.First.Finish(spec.Id);
        }

        foreach (var (spec, _) in jobs)
        {
            var finished = await hosts.Second.Finish(spec.Id);
            Assert.Equal(JobStatus.Complete, finished.How);
            Assert.Equal(names.Count, finished.Nodes.Counts.Of(NodeState.Succeeded));
        }

        Assert.Equal("", string.Join('\n', hosts.Complaints));
    }

    [Fact]
    public async Task Any_host_tells_the_same_of_a_job()
    {
        await using var hosts = await TwoHosts.Start(_folder);
        var (ready, silent) = (await hosts.Connect(hosts.First, "ready"), await hosts.Connect(hosts.Second, "silent"));
        var spec = hosts.First.Spec("ready", "silent", "absent") with { Options = new RunOptions("deploy", "/srv", File: "raw:x") };
        await hosts.First.Tell(spec.Id, new JobCommand.Submit(spec));
        await ready.Hear();
        ready.Say(new AgentMessage.AckCommit(spec.Id.Value));
        await silent.Hear();
        var here = await Asked(hosts.First);
        while (here.Nodes.Counts is var counts && (counts.Of(NodeState.Ready) == 0 || counts.Of(NodeState.Unavailable) == 0))
            here = await Asked(hosts.First);

        var there = await Asked(hosts.Second);

        Same.AssertSame(here, there);
        Assert.Equal(NodeState.Unavailable, there.Nodes.Find(new NodeName("absent"))!.State);

        async Task<JobState.Known> Asked(OneHost host) => (JobState.Known)(await host.Tell(spec.Id, GetJob.Instance)).State;
    }
}
