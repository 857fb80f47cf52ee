using Akka.Actor;
using Akka.Cluster.Sharding;
using Pushy.Actors.Feeds;
using Pushy.Actors.Hosts;
using Pushy.Actors.Jobs;
using Pushy.Actors.Presence;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Actors.Tests.Hosts;

/// <summary>What is known on one host only, asked of the other.</summary>
public sealed class ClusterReadsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-hosts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Any_host_knows_which_nodes_are_there()
    {
        await using var hosts = await TwoHosts.Start(_folder);
        var names = new List<string>();
        while (names.DistinctBy(name => hosts.HostOf(TwoHosts.KeyOf(name))).Count() < 2)
        {
            names.Add($"web{names.Count}");
            await hosts.Connect(hosts.First, names[^1]);
        }

        foreach (var host in new[] { hosts.First, hosts.Second })
        {
            var (online, silent) = await NodesOf(host).Online(OneHost.Organization, default);
            Assert.Empty(silent);
            Assert.Equal(names.Order(StringComparer.Ordinal), online.Select(node => node.Node.Value));
            Assert.All(online, node => Assert.True(node.IsAvailable));
            foreach (var name in names)
                Assert.IsType<PresenceState.Online>((await NodesOf(host).Find(TwoHosts.KeyOf(name), default)).State);
            Assert.Equal(PresenceState.Initial, (await NodesOf(host).Find(TwoHosts.KeyOf("never"), default)).State);
            var awake = await host.Presence.Ask<CurrentShardRegionState>(GetShardRegionState.Instance, TimeSpan.FromSeconds(10));
            Assert.DoesNotContain(awake.Shards.SelectMany(shard => shard.EntityIds), entity => entity == TwoHosts.KeyOf("never").EntityId);
        }
    }

    [Fact]
    public async Task Nodes_travel_in_pages_and_none_is_lost_between_them()
    {
        await using var hosts = await TwoHosts.Start(_folder);
        var names = Enumerable.Range(0, 3_000).Select(i => $"node-with-quite-a-long-name-in-some.example.org-{i}").ToList();
        foreach (var name in names)
            hosts.Second.Nodes.Set(TwoHosts.KeyOf(name), new PresenceState.Online("i", DateTimeOffset.UnixEpoch, null, Resetting: false));

        var (online, _) = await NodesOf(hosts.First).Online(OneHost.Organization, default);

        Assert.Equal(names.Order(StringComparer.Ordinal), online.Select(node => node.Node.Value));
        Assert.Equal(names.Order(StringComparer.Ordinal), (await NodesOf(hosts.First).Seen(OneHost.Organization, default)).Nodes.Select(node => node.Node.Value));
        var page = await Others(hosts.First).Ask(host => Others(hosts.First).Ask<NodesPage>(host, RosterActor.Name, new AskNodes(OneHost.Organization, ""), default));
        Assert.True(Assert.Single(page.Answers).HasMore);
        Assert.InRange(page.Answers[0].Nodes.Sum(node => node.Node.Value.Length), 1, RosterActor.PageBytes);
    }

    [Fact]
    public async Task What_a_node_does_is_known_on_any_host()
    {
        await using var hosts = await TwoHosts.Start(_folder);
        var job = new JobId("0a1b2c3d4e5f25fd67fa8715fd547d3d");
        hosts.Second.Nodes.Set(TwoHosts.KeyOf("busy"), new PresenceState.Online("i", DateTimeOffset.UnixEpoch, job, Resetting: false));
        hosts.Second.Nodes.Set(TwoHosts.KeyOf("reset"), new PresenceState.Online("i", DateTimeOffset.UnixEpoch.AddSeconds(1), null, Resetting: true));

        var (seen, silent) = await NodesOf(hosts.First).Seen(OneHost.Organization, default);

        Assert.Empty(silent);
        Assert.Equal(
            [new SeenNode(new NodeName("busy"), DateTimeOffset.UnixEpoch, job, false), new SeenNode(new NodeName("reset"), DateTimeOffset.UnixEpoch.AddSeconds(1), null, true)], seen);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_named_and_its_nodes_are_not_taken_to_be_offline()
    {
        await using var hosts = await TwoHosts.Start(_folder);
        hosts.Second.System.Stop(await hosts.Second.System.ActorSelection("/user/roster").ResolveOne(TimeSpan.FromSeconds(10)));

        var (state, silent) = await NodesOf(hosts.First).Find(TwoHosts.KeyOf("web1"), default);

        Assert.Equal(PresenceState.Initial, state);
        Assert.Single(silent);
        Assert.Single((await NodesOf(hosts.First).Online(OneHost.Organization, default)).Silent);
    }

    [Fact]
    public async Task Who_follows_an_output_on_one_host_is_rung_when_another_stores_it()
    {
        await using var hosts = await TwoHosts.Start(_folder);
        var spec = await hosts.SpecOn(hosts.First, "web1");
        var agent = await hosts.Connect(hosts.First, "web1");
        await hosts.First.Tell(spec.Id, new JobCommand.Submit(spec));
        await agent.Hear();
        using var follower = hosts.Second.OutputNews.Follow(spec.Id, new NodeName("web1"));
        agent.Say(new AgentMessage.AckCommit(spec.Id.Value));
        agent.Say(new AgentMessage.AckRun(spec.Id.Value));
        await OneHost.Until(() => hosts.First.OutputNews.IsFollowedElsewhere);

        agent.Say(new AgentMessage.Output(spec.Id.Value, OutputStream.Stdout, 0, "out"u8.ToArray()));

        await follower.Next(TimeSpan.FromSeconds(30), TimeProvider.System, new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);
        follower.Dispose();
        await OneHost.Until(() => !hosts.First.OutputNews.IsFollowedElsewhere);
    }

    [Fact]
    public async Task An_organizations_feed_on_one_host_tells_what_happens_on_another()
    {
        await using var hosts = await TwoHosts.Start(_folder);
        var reader = new FeedReader(null);
        ActorRegistryOf(hosts.Second).Tell(new JoinFeed<string>(OneHost.Organization, reader));
        await reader.Joined;

        var spec = await hosts.SpecOn(hosts.First, "absent");
        await hosts.First.Tell(spec.Id, new JobCommand.Submit(spec));

        var (seen, _) = ("", await hosts.First.Finish(spec.Id));
        await OneHost.Until(() =>
        {
            if (reader.Read(10_000, out var text) is FeedRead.Text)
                seen += System.Text.Encoding.UTF8.GetString(text.Span);
            return seen.Contains("job_complete", StringComparison.Ordinal);
        });
        Assert.Contains(spec.Id.Value, seen, StringComparison.Ordinal);
    }

    private static IActorRef ActorRegistryOf(OneHost host) => Akka.Hosting.ActorRegistry.For(host.System).Get<OrganizationFeeds>();

    private static OtherHosts Others(OneHost host) => new(() => host.System);

    private static ClusterNodes NodesOf(OneHost host) => new(host.Nodes, Others(host));
}
