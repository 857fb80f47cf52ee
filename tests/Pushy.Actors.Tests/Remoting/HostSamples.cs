using Akka.Actor;
using Pushy.Actors.Feeds;
using Pushy.Actors.Hosts;
using Pushy.Actors.Jobs;
using Pushy.Actors.Links;
using Pushy.Actors.Presence;
using Pushy.Actors.ReadModel;
using Pushy.Actors.Tests.Journal;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Actors.Tests.Remoting;

/// <summary>One of each kind that hosts tell each other, and of each form that it can have, by the name of its golden file. Never changed: new kinds are added.</summary>
internal static class HostSamples
{
    private static readonly DateTimeOffset Noon = Samples.Noon;

    private static readonly JobSpec Spec = Samples.Spec;

    private static readonly JobId Job = Spec.Id;

    /// <summary>Who sends nothing to anybody: an actor of this system that has ended.</summary>
    public static IActorRef Actor(ExtendedActorSystem system) => system.Provider.ResolveActorRef("akka://test/user/some-actor#4711");

    public static IReadOnlyDictionary<string, AgentMessage> Said { get; } = new Dictionary<string, AgentMessage>
    {
        ["hello"] = new AgentMessage.Hello("web1", "0b7c6f60-6a3e-4a55-9c3a-0f0d4b1f2a11", "1.2.3") { JobId = Job.Value, JobState = AgentJobState.Committed, Outcomes = [Job.Value, "ü"] },
        ["heartbeat"] = new AgentMessage.Heartbeat(AgentJobState.Running, Job.Value) { Outcomes = ["a", "b"] },
        ["ack_commit"] = new AgentMessage.AckCommit(Job.Value),
        ["nack_commit"] = new AgentMessage.NackCommit(Job.Value) { Reason = "busy", Detail = "with another" },
        ["ack_run"] = new AgentMessage.AckRun(Job.Value) { StartedAt = Noon.ToOffset(TimeSpan.FromMinutes(330)) },
        ["nack_run"] = new AgentMessage.NackRun(Job.Value) { Reason = "lock_held", Detail = "by 4711" },
        ["succeeded"] = new AgentMessage.Succeeded(Job.Value)
        {
            StartedAt = Noon,
            EndedAt = Noon.AddSeconds(1),
            Stdout = "out €",
            Stderr = "err",
            OutputTruncated = true,
            StdoutEnd = new StreamEnd(5, 1),
            StderrEnd = new StreamEnd(1L << 40, 0),
        },
        ["failed"] = new AgentMessage.Failed(Job.Value)
        {
            ExitStatus = 255,
            Signal = 9,
            Detail = "killed",
            StartedAt = Noon,
            EndedAt = Noon.AddSeconds(1),
            Stdout = "out",
            Stderr = "err",
            OutputTruncated = true,
            StdoutEnd = new StreamEnd(5, 1),
            StderrEnd = new StreamEnd(6, 2),
        },
        ["aborted"] = new AgentMessage.Aborted(Job.Value) { Detail = "power failure", TimedOut = true },
        ["output"] = new AgentMessage.Output(Job.Value, OutputStream.Stderr, 1L << 33, [0, 1, 128, 255]),
    };

    public static IReadOnlyDictionary<string, NodePart> Parts { get; } = new Dictionary<string, NodePart>
    {
        ["new"] = NodePart.New.Instance,
        ["ready"] = NodePart.Ready.Instance,
        ["running"] = new NodePart.Running(Noon, Noon.AddSeconds(-1)),
        ["ended"] = new NodePart.Ended(Samples.Endings["ended"], Noon, Noon.AddSeconds(-5)),
        ["strayed"] = new NodePart.Strayed(Samples.Endings["vote_timeout"], Noon, null),
    };

    public static IReadOnlyDictionary<string, JobState> States { get; } = new Dictionary<string, JobState>
    {
        ["missing"] = JobState.Initial,
        ["voting"] = new JobState.Voting(Spec, BoardOf("new", "ready"), Noon, Noon.AddSeconds(60)),
        ["running"] = new JobState.Running(Spec, BoardOf("running", "strayed"), Noon, Noon.AddSeconds(1), Noon.AddHours(1)),
        ["finished"] = Samples.Finished,
    };

    public static IReadOnlyDictionary<string, PresenceState> Presences { get; } = new Dictionary<string, PresenceState>
    {
        ["unheard"] = PresenceState.Initial,
        ["offline"] = new PresenceState.Offline(DownReason.AgentStopped, Noon),
        ["online"] = new PresenceState.Online("0b7c6f60-6a3e-4a55-9c3a-0f0d4b1f2a11", Noon, Job, Resetting: true),
    };

    /// <summary>Every sample by the name of its golden file: the manifest, and after <c>~</c> the form.</summary>
    public static IReadOnlyDictionary<string, object> All(IActorRef actor)
    {
        var all = new Dictionary<string, object>
        {
            ["presence.link_opened.v1"] = new PresenceMessage.LinkOpened(actor, (AgentMessage.Hello)Said["hello"]),
            ["presence.link_lost.v1"] = new PresenceMessage.LinkLost(actor, DownReason.AgentStopped),
            ["presence.from_agent.v1"] = new PresenceMessage.FromAgent(actor, Said["heartbeat"]),
            ["presence.watch.v1"] = new PresenceMessage.Watch(Job, actor),
            ["presence.unwatch.v1"] = new PresenceMessage.Unwatch(Job, actor),
            ["presence.deliver.v1"] = new PresenceMessage.Deliver("{\"type\":\"run\"}"u8.ToArray()),
            ["presence.reset_node.v1"] = new PresenceMessage.ResetNode(Job),
            ["link.accepted.v1"] = new LinkAccepted(actor),
            ["link.close.v1"] = new CloseLink("replaced"),
            ["job.get.v1"] = GetJob.Instance,
            ["job.wake.v1"] = WakeJob.Instance,
            ["job.submit.v1"] = new JobCommand.Submit(Spec) { BeginBy = Noon },
            ["job.abort.v1"] = new JobCommand.Abort("bob"),
            ["job.from_stray.v1"] = new FromStray(new NodeKey(Spec.Organization, new NodeName("web:1")), Said["aborted"], Claims: true),
            ["job.follow.v1"] = FollowJob.Instance,
            ["job.followed.v1"] = new JobFollowed(7),
            ["job.news.v1"] = new JobNews(8, new JobWritten([Samples.Events["node_started"], Samples.Events["completed"]])),
            ["job.unfollowed.v1"] = JobUnfollowed.Instance,
            ["host.ask_nodes.v1"] = new AskNodes(Spec.Organization, "web:1"),
            ["host.nodes.v1"] = new NodesPage([new ListedNode(new NodeName("web:1"), IsAvailable: true), new ListedNode(new NodeName("web2"), IsAvailable: false)], HasMore: true),
            ["host.ask_presences.v1"] = new AskPresences(Spec.Organization, "web:1"),
            ["host.presences.v1"] = new PresencesPage([new SeenNode(new NodeName("web:1"), Noon, Job, Resetting: true), new SeenNode(new NodeName("web2"), Noon, null, Resetting: false)], HasMore: true),
            ["host.ask_node.v1"] = new AskNode(new NodeKey(Spec.Organization, new NodeName("web:1"))),
            ["host.node.v1"] = new NodeSeen(Presences["online"]),
            ["host.feeds_grew.v1"] = new FeedsGrewElsewhere([Spec.Organization, "another"]),
            ["host.outputs_grew.v1"] = new OutputsGrewElsewhere([new OutputKey(Job, new NodeName("web:1"))]),
            ["host.outputs_followed.v1"] = new OutputsFollowedElsewhere([new OutputKey(Job, new NodeName("web:1")), new OutputKey(Job, new NodeName("web2"))]),
        };
        foreach (var (name, said) in Said)
            all.Add("node.said.v1~" + name, said);
        foreach (var (name, state) in Presences)
            all.Add("node.news.v1~" + name, new PresenceNews(PresenceWord.Heartbeat, actor, state, Job, AgentJobState.Running, OutcomeFollows: true, Restarted: true, TimeSpan.FromSeconds(12)));
        foreach (var (name, state) in States)
            all.Add("job.reply.v1~" + name, new JobReply(state, JobRefusals.Unwritable));
        return all;
    }

    private static NodeBoard BoardOf(params string[] parts) => NodeBoard.Of(Spec.Nodes.Zip(parts, (node, part) => KeyValuePair.Create(node, Parts[part])));
}
