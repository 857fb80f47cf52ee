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
        string[] names = [.. Enumerable.Range(0, 8).Select(one => $"web{one}")];
        var links = names.ToDictionary(name => name, name => name[^1] % 2 == 0 ? hosts.First : hosts.Second);
        foreach (var name in names)
            _ = (await hosts.Connect(links[name], name)).Obey();
        Assert.Equal(4, names.Select(name => (links[name], hosts.HostOf(TwoHosts.KeyOf(name)))).Distinct().Count());   // all ways that link and presence can lie

        var jobs = new List<(JobSpec Spec, OneHost On)>();
        while (jobs.DistinctBy(job => job.On).Count() < 2)
        {
            var spec = hosts.First.Spec(names);
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
            Assert.Equal(names.Length, finished.Nodes.Counts.Of(NodeState.Succeeded));
        }

        Assert.Empty(hosts.Complaints);
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
        await OneHost.Until(() => Asked(hosts.First).Nodes.Counts.Of(NodeState.Ready) == 1);

        var (here, there) = (Asked(hosts.First), Asked(hosts.Second));

        Same.Assert(here, there);
        Assert.Equal(NodeState.Unavailable, there.Nodes.Find(new NodeName("absent"))!.State);

        JobState.Known Asked(OneHost host) =>
            (JobState.Known)host.Tell(spec.Id, GetJob.Instance).GetAwaiter().GetResult().State;
    }
}
