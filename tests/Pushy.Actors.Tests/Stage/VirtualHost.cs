using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Persistence;
using Akka.TestKit.Xunit2;
using Pushy.Actors.Jobs;
using Pushy.Actors.Presence;
using Pushy.Actors.ReadModel;
using Pushy.Actors.Tests.Hosts;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Stage;

/// <summary>
/// A server's real jobs, presence and links in virtual time, with stand-ins at the edges only: sharding, the disk, and the far
/// end of each link. After every step all mailboxes are empty, so a test sees exactly what that step led to.
/// </summary>
public abstract class VirtualHost : TestKit
{
    protected const string Organization = "0123456789abcdef0123456789abcdef";

    private const string Configuration = """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          scheduler.implementation = "Pushy.Actors.Tests.Stage.VirtualClock, Pushy.Actors.Tests"
          actor.default-dispatcher.executor = "Pushy.Actors.Tests.Stage.CountedExecutor, Pushy.Actors.Tests"
          actor.internal-dispatcher.executor = "Pushy.Actors.Tests.Stage.CountedExecutor, Pushy.Actors.Tests"
          persistence {
            max-concurrent-recoveries = 50
            journal.plugin = stand-in-journal
            snapshot-store.plugin = no-snapshots
            snapshot-store.sql-jobs {
              class = "Pushy.Actors.Tests.Stage.StandInSnapshots, Pushy.Actors.Tests"
              plugin-dispatcher = akka.actor.default-dispatcher
              snapshot-is-optional = on
            }
          }
        }
        stand-in-journal {
          class = "Pushy.Actors.Tests.Stage.StandInJournal, Pushy.Actors.Tests"
          plugin-dispatcher = akka.actor.default-dispatcher
        }
        no-snapshots {
          class = "Pushy.Actors.Tests.Stage.NoSnapshots, Pushy.Actors.Tests"
          plugin-dispatcher = akka.actor.default-dispatcher
        }
        """;

    private readonly IActorRef _listWriter;
    private readonly IActorRef _outputWriter;
    private readonly List<FakeAgent> _agents = [];
    private IActorRef _jobs = ActorRefs.Nobody;
    private int _submitted;
    private int _starts;

    protected VirtualHost()
        : base(Configuration)
    {
        var start = Clock.Now;
        Settling = new HostSettling(PresenceSettings.Default.Settle, () => Clock.Now - start);
        Outputs = new WriterControl<OutputItem> { Result = Printed.Write };
        _listWriter = Sys.ActorOf(Producing.Of(() => new StandInWriter<JobState.Known>(Listed)));
        _outputWriter = Sys.ActorOf(Producing.Of(() => new StandInWriter<OutputItem>(Outputs)));
        Witness = new Witness(Sys);
        StartRegions();
    }

    protected VirtualClock Clock => (VirtualClock)Sys.Scheduler;

    protected JournalControl Journal => JournalControl.Of(Sys);

    protected SnapshotControl Snapshots => SnapshotControl.Of(Sys);

    protected NodeRoster Roster { get; private set; } = new();

    protected JobRoster JobsInMemory { get; private set; } = new();

    /// <summary>Of a host that has been up for long and has seen no other go.</summary>
    protected HostSettling Settling { get; }

    protected IActorRef Presence { get; private set; } = ActorRefs.Nobody;

    /// <summary>Makes the next use of the job region by presence fail.</summary>
    protected bool JobRegionIsAway { get; set; }

    private protected WriterControl<JobState.Known> Listed { get; } = new();

    private protected WriterControl<OutputItem> Outputs { get; }

    /// <summary>What is stored of output.</summary>
    private protected StandInOutput Printed { get; } = new();

    private protected static JobSettings Settings => JobSettings.Default;

    protected static NodeName Web1 { get; } = new("web1");

    protected static NodeName Web2 { get; } = new("web2");

    /// <summary>Sees all that reaches an agent.</summary>
    private protected Witness Witness { get; }

    /// <summary>The region of jobs; another one after a restart of the host.</summary>
    protected IActorRef Jobs => _jobs;

    protected Task Quiet() => Clock.Quiet();

    /// <summary>Lets time pass, a second at a time.</summary>
    protected async Task Pass(TimeSpan time)
    {
        while (time > TimeSpan.Zero)
        {
            var step = time < TimeSpan.FromSeconds(1) ? time : TimeSpan.FromSeconds(1);
            Clock.Advance(step);
            await Quiet();
            time -= step;
        }
    }

    protected Task Pass(int seconds) => Pass(TimeSpan.FromSeconds(seconds));

    protected JobSpec Spec(params NodeName[] nodes) => new(
        new JobId($"{++_submitted:x32}"), Organization, "true", [.. nodes], nodes.Length, TimeSpan.FromSeconds(300), TimeSpan.FromSeconds(60), new RunOptions(), "alice");

    /// <summary>Sends a job something, and waits for the answer and all that follows.</summary>
    protected async Task<JobReply> Tell(JobSpec job, object message)
    {
        var reply = await Ask(job, message);
        await Quiet();
        return reply;
    }

    protected Task<JobReply> Ask(JobSpec job, object message) => _jobs.Ask<JobReply>(new ShardingEnvelope(job.Id.Value, message), TimeSpan.FromSeconds(20));

    protected Task<JobReply> Submit(JobSpec job) => Tell(job, new JobCommand.Submit(job));

    protected async Task<JobState.Known> Look(JobSpec job) => Assert.IsAssignableFrom<JobState.Known>((await Tell(job, GetJob.Instance)).State);

    protected async Task<JobStatus> StatusOf(JobSpec job) => (await Look(job)).Status();

    protected async Task<NodeState> StateOf(JobSpec job, NodeName node) => (await Look(job)).Nodes.Find(node)!.State;

    protected async Task<NodeEnding?> EndingOf(JobSpec job, NodeName node) => (await Look(job)).Nodes.Find(node)!.Ending;

    /// <summary>Connects an agent, idle and fresh unless it says otherwise.</summary>
    private protected async Task<FakeAgent> Connect(NodeName node, AgentMessage.Hello? hello = null, int outbox = 256, string organization = Organization)
    {
        var agent = new FakeAgent(Sys, Presence, new NodeKey(organization, node), hello, outbox, frame => Witness.Sees(node, frame));
        _agents.Add(agent);
        await Quiet();
        return agent;
    }

    private protected async Task Say(FakeAgent agent, params AgentMessage[] messages)
    {
        foreach (var message in messages)
            agent.Say(message);
        await Quiet();
    }

    private protected async Task Hang(FakeAgent agent, DownReason why = DownReason.ConnectionLost)
    {
        agent.Hang(why);
        await Quiet();
    }

    /// <summary>A job whose agents are connected and have been asked to vote.</summary>
    private protected async Task<(JobSpec Job, FakeAgent[] Agents)> Voting(params NodeName[] nodes)
    {
        var agents = new FakeAgent[nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
            agents[i] = await Connect(nodes[i]);
        var job = Spec(nodes);
        await Submit(job);
        foreach (var agent in agents)
            Assert.Equal([CommitOf(job)], agent.Heard());
        return (job, agents);
    }

    /// <summary>A job whose agents have all voted yes and been told to run.</summary>
    private protected async Task<(JobSpec Job, FakeAgent[] Agents)> Ready(params NodeName[] nodes)
    {
        var (job, agents) = await Voting(nodes);
        foreach (var agent in agents)
            await Say(agent, new AgentMessage.AckCommit(job.Id.Value));
        foreach (var agent in agents)
            Assert.Equal([new ServerMessage.Run(job.Id.Value)], agent.Heard());
        return (job, agents);
    }

    /// <summary>A job whose agents all run it.</summary>
    private protected async Task<(JobSpec Job, FakeAgent[] Agents)> Running(params NodeName[] nodes)
    {
        var (job, agents) = await Ready(nodes);
        foreach (var agent in agents)
            await Say(agent, new AgentMessage.AckRun(job.Id.Value));
        return (job, agents);
    }

    /// <summary>What asks a node for its vote on a job without options.</summary>
    protected static ServerMessage.Commit CommitOf(JobSpec job) => new(job.Id.Value, job.Command) { RunTimeout = (long)job.RunTimeout.TotalSeconds };

    protected static AgentMessage.Hello HelloOf(NodeName node, string incarnation = "incarnation-1") => new(node.Value, incarnation, "test");

    protected IReadOnlyList<JobWritten> Rows(JobSpec job) => Journal.Rows(Sys, "job-" + job.Id.Value);

    /// <summary>The journal's disk is fast again: what waited is written.</summary>
    protected async Task EndHold()
    {
        Journal.Holds = false;
        Persistence.Instance.Apply(Sys).JournalFor(string.Empty).Tell(JournalControl.HoldEnds.Instance);
        await Quiet();
    }

    private protected async Task ReleaseOutputs()
    {
        Outputs.Holds = false;
        _outputWriter.Tell(new StandInWriter<OutputItem>.Release());
        await Quiet();
    }

    private protected async Task ReleaseList()
    {
        Listed.Holds = false;
        _listWriter.Tell(new StandInWriter<JobState.Known>.Release());
        await Quiet();
    }

    /// <summary>Jobs that want to leave memory are not heard for a while, or heard at last.</summary>
    protected async Task HoldLeaves(bool holds)
    {
        _jobs.Tell(new Region.HoldLeaves(holds));
        await Quiet();
    }

    /// <summary>Kills a job's actor and lets sharding start it again.</summary>
    protected async Task Kill(JobSpec job)
    {
        await JobActorOf(job).Tell(Akka.Actor.Kill.Instance);
        await Quiet();
        Clock.Advance(Region.RestartBackoff);
        await Quiet();
    }

    /// <summary>Everything in memory is lost, links too; what the journal has goes on.</summary>
    protected async Task RestartHost(params JobSpec[] unfinished)
    {
        foreach (var agent in _agents)
            Sys.Stop(agent.Link);
        Sys.Stop(_jobs);
        Sys.Stop(Presence);
        await Quiet();
        Roster = new NodeRoster();
        JobsInMemory = new JobRoster();
        StartRegions();
        foreach (var job in unfinished)   // sharding remembers them
            await Look(job);
    }

    /// <summary>
    /// Another host over the same journal begins to serve, with presence that knows nobody yet. The one there was goes on, as when two
    /// sides of a cluster hold each other for dead: its jobs and presence are returned.
    /// </summary>
    protected (IActorRef Jobs, IActorRef Presence) BeginOtherHost()
    {
        var before = (_jobs, Presence);
        StartRegions();
        return before;
    }

    /// <summary>Who there is, for votes that are asked for after it was set; null: nobody knows.</summary>
    protected INameBook? NameBook { get; set; }

    private protected Selection JobActorOf(JobSpec job) => new(Sys, $"{_jobs.Path}/{Region.NameOf(job.Id.Value)}");

    /// <summary>The NodeActors of a job.</summary>
    private protected Selection NodeActorsOf(JobSpec job) => new(Sys, $"{_jobs.Path}/{Region.NameOf(job.Id.Value)}/*");

    private protected Selection PresenceActorOf(NodeName node) => new(Sys, $"{Presence.Path}/{Region.NameOf(new NodeKey(Organization, node).EntityId)}");

    private void StartRegions()
    {
        _starts++;
        Presence = Sys.ActorOf(
            Producing.Of(() => new Region(key => Producing.Of(() => new PresenceActor(NodeKey.Parse(key), JobRegion, Roster, Settling, PresenceSettings.Default)), false)), $"presence-{_starts}");
        var near = new JobNeighbours(Presence, _listWriter, _outputWriter, JobsInMemory, Settings) { Names = new LateBook(() => NameBook) };
        _jobs = Sys.ActorOf(Producing.Of(() => new Region(id => Producing.Of(() => new JobActor(new JobId(id), near)), true)), $"job-{_starts}");
    }

    private IActorRef JobRegion() => JobRegionIsAway ? throw new InvalidOperationException("the job region has not started") : _jobs;
}

/// <summary>Whatever book there is by then.</summary>
internal sealed class LateBook(Func<INameBook?> book) : INameBook
{
    public Task<NameFinding> Find(NodeKey key, Func<bool> maySuggest) => book()?.Find(key, maySuggest) ?? Task.FromResult(NameFinding.Known);
}

/// <summary>Actors found by path.</summary>
internal sealed class Selection(ActorSystem system, string path)
{
    public async Task Tell(object message) => (await Find()).Tell(message);

    public void TellIfThere(object message) => system.ActorSelection(path).Tell(message);

    /// <summary>Whether there is such an actor.</summary>
    public async Task<bool> IsThere()
    {
        var found = await system.ActorSelection(path).Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(20));
        return found.Subject is not null;
    }

    private Task<IActorRef> Find() => system.ActorSelection(path).ResolveOne(TimeSpan.FromSeconds(20));
}
