using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Event;
using Pushy.Actors.Jobs;
using Pushy.Actors.Presence;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Actors.Tests.Hosts;

/// <summary>Two whole hosts in one cluster: they share a journal and a read model in a folder, and talk over TCP as hosts on two machines do.</summary>
internal sealed class TwoHosts : IAsyncDisposable
{
    /// <summary>On top of cluster.conf. A busy machine that runs tests is not to make one host put the other out.</summary>
    private const string Here = """

        akka.loglevel = WARNING
        akka.stdout-loglevel = WARNING
        akka.remote.dot-netty.tcp.hostname = "127.0.0.1"
        akka.remote.dot-netty.tcp.port = 0
        akka.cluster.failure-detector.acceptable-heartbeat-pause = 30s

        """;

    private readonly ConcurrentQueue<string> _complaints = new();

    private TwoHosts(OneHost first, OneHost second) => (First, Second) = (first, second);

    /// <summary>The older one; coordinators of shards are here.</summary>
    public OneHost First { get; }

    public OneHost Second { get; }

    /// <summary>What either of them logged as a warning or an error since both were up.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <param name="hocon">Settings of Akka for both, before all others.</param>
    public static async Task<TwoHosts> Start(string folder, JobSettings? settings = null, string hocon = "")
    {
        hocon = await File.ReadAllTextAsync("cluster.conf") + Here + hocon;
        var first = await OneHost.Start(folder, settings, hocon, seeds: []);
        var second = await OneHost.Start(folder, settings, hocon, seeds: []);
        var both = new TwoHosts(first, second);
        var seed = Cluster.Get(first.System).SelfAddress;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await Cluster.Get(first.System).JoinAsync(seed, patience.Token);
        await Cluster.Get(second.System).JoinAsync(seed, patience.Token);
        foreach (var region in new[] { first.Jobs, first.Presence, second.Jobs, second.Presence })
        {
            while ((await region.Ask<CurrentRegions>(GetCurrentRegions.Instance, patience.Token)).Regions.Count < 2)
                await Task.Delay(20, patience.Token);   // polling an outside view, not synchronising
        }

        foreach (var host in new[] { first, second })
            host.System.ActorOf(Producing.Of(() => new Listener(both._complaints)));
        return both;
    }

    /// <summary>Connects an agent to a host, and waits until either host counts it as online.</summary>
    public async Task<FakeAgent> Connect(OneHost host, string node)
    {
        var key = KeyOf(node);
        var agent = new FakeAgent(host.System, host.Presence, key, new AgentMessage.Hello(node, "incarnation-1", "test"));
        await OneHost.Until(() => HostOf(key) is not null);
        return agent;
    }

    /// <summary>Where the node's presence is; null while it is not online.</summary>
    public OneHost? HostOf(NodeKey node) => Find(host => host.Nodes.Find(node) is PresenceState.Online);

    /// <summary>Where the job's actor is; null while it is nowhere.</summary>
    public OneHost? HostOf(JobId job) => Find(host => host.JobsInMemory.Has(job));

    /// <summary>A job whose actor is going to be on a host.</summary>
    public async Task<JobSpec> SpecOn(OneHost host, params string[] nodes)
    {
        while (true)
        {
            var spec = host.Spec(nodes);
            await First.Tell(spec.Id, GetJob.Instance);   // its shard gets its place
            var state = await host.Jobs.Ask<CurrentShardRegionState>(GetShardRegionState.Instance, TimeSpan.FromSeconds(10));
            if (state.Shards.Any(shard => shard.EntityIds.Contains(spec.Id.Value)))
                return spec;
        }
    }

    public OneHost Other(OneHost host) => host == First ? Second : First;

    public static NodeKey KeyOf(string node) => new(OneHost.Organization, new NodeName(node));

    public async ValueTask DisposeAsync()
    {
        await Second.DisposeAsync();
        await First.DisposeAsync();
    }

    private OneHost? Find(Func<OneHost, bool> there) => there(First) ? First : there(Second) ? Second : null;

    private sealed class Listener : UntypedActor
    {
        /// <summary>What Akka warns of when the machine is too busy to send or to take a heartbeat in time; no message is lost by it.</summary>
        private static readonly string[] BusyMachine = ["Scheduled sending of heartbeat was delayed", "heartbeat interval is growing too large"];

        private readonly ConcurrentQueue<string> _heard;

        public Listener(ConcurrentQueue<string> heard)
        {
            _heard = heard;
            Context.System.EventStream.Subscribe(Self, typeof(Warning));
            Context.System.EventStream.Subscribe(Self, typeof(Error));
        }

        protected override void OnReceive(object message)
        {
            if (message is LogEvent said && said.ToString() is var words && !BusyMachine.Any(busy => words.Contains(busy, StringComparison.Ordinal)))
                _heard.Enqueue(words);
        }
    }
}
