using Pushy.Actors.Feeds;
using Pushy.Actors.Hosts;
using Pushy.Actors.Jobs;
using Pushy.Actors.Links;
using Pushy.Actors.Presence;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.Remoting;

/// <summary>One kind of message between hosts.</summary>
/// <param name="Manifest">Its name and version, for ever. A change that old readers would misread gets a new one.</param>
/// <param name="Type">The class, or one from which all of the kind derive.</param>
internal sealed record HostMessage(string Manifest, Type Type, Func<object, byte[]> Write, Func<WireReader, object> Read);

/// <summary>All that actors of different hosts tell each other, one row a kind. What is not here does not leave a host.</summary>
internal static class HostMessages
{
    public static readonly IReadOnlyList<HostMessage> All =
    [
        Of<PresenceMessage.LinkOpened>("presence.link_opened.v1", WirePresence.Write, WirePresence.ReadLinkOpened),
        Of<PresenceMessage.LinkLost>("presence.link_lost.v1", WirePresence.Write, WirePresence.ReadLinkLost),
        Of<PresenceMessage.FromAgent>("presence.from_agent.v1", WirePresence.Write, WirePresence.ReadFromAgent),
        Of<PresenceMessage.Watch>("presence.watch.v1", WirePresence.Write, WirePresence.ReadWatch),
        Of<PresenceMessage.Unwatch>("presence.unwatch.v1", WirePresence.Write, WirePresence.ReadUnwatch),
        Of<PresenceMessage.ResetNode>("presence.reset_node.v1", (to, reset) => to.Text(reset.Job.Value), from => new PresenceMessage.ResetNode(from.Job())),
        new("presence.deliver.v1", typeof(PresenceMessage.Deliver), deliver => ((PresenceMessage.Deliver)deliver).Frame, from => new PresenceMessage.Deliver(from.Rest())),
        Of<LinkAccepted>("link.accepted.v1", (to, accepted) => to.Actor(accepted.Presence), from => new LinkAccepted(from.Actor())),
        Of<CloseLink>("link.close.v1", WirePresence.Write, WirePresence.ReadClose),
        Of<PresenceNews>("node.news.v1", WirePresence.Write, WirePresence.ReadNews),
        Of<AgentMessage>("node.said.v1", WireAgentMessages.Write, WireAgentMessages.Read),
        Of<GetJob>("job.get.v1", (_, _) => { }, _ => GetJob.Instance),
        Of<WakeJob>("job.wake.v1", (_, _) => { }, _ => WakeJob.Instance),
        Of<JobReply>("job.reply.v1", WireJobs.Write, WireJobs.ReadReply),
        Of<JobCommand.Submit>("job.submit.v1", WireJobs.Write, WireJobs.ReadSubmit),
        Of<JobCommand.Abort>("job.abort.v1", WireJobs.Write, WireJobs.ReadAbort),
        Of<FromStray>("job.from_stray.v1", WireJobs.Write, WireJobs.ReadStray),
        Of<FollowJob>("job.follow.v1", (_, _) => { }, _ => FollowJob.Instance),
        Of<JobFollowed>("job.followed.v1", (to, followed) => to.Number(followed.Sequence), from => new JobFollowed(from.Number())),
        Of<JobNews>("job.news.v1", WireJobs.Write, WireJobs.ReadNews),
        Of<JobUnfollowed>("job.unfollowed.v1", (_, _) => { }, _ => JobUnfollowed.Instance),
        Of<AskNodes>("host.ask_nodes.v1", WireHosts.Write, WireHosts.ReadAskNodes),
        Of<NodesPage>("host.nodes.v1", WireHosts.Write, WireHosts.ReadPage),
        Of<AskPresences>("host.ask_presences.v1", WireHosts.Write, WireHosts.ReadAskPresences),
        Of<PresencesPage>("host.presences.v1", WireHosts.Write, WireHosts.ReadPresences),
        Of<AskNode>("host.ask_node.v1", WireHosts.Write, WireHosts.ReadAskNode),
        Of<NodeSeen>("host.node.v1", WireHosts.Write, WireHosts.ReadSeen),
        Of<FeedsGrewElsewhere>("host.feeds_grew.v1", WireHosts.Write, WireHosts.ReadFeeds),
        Of<OutputsGrewElsewhere>("host.outputs_grew.v1", (to, grew) => WireHosts.Write(to, grew.Outputs), from => new OutputsGrewElsewhere(WireHosts.ReadKeys(from))),
        Of<OutputsFollowedElsewhere>("host.outputs_followed.v1", (to, followed) => WireHosts.Write(to, followed.Outputs), from => new OutputsFollowedElsewhere(WireHosts.ReadKeys(from))),
    ];

    private static HostMessage Of<T>(string manifest, Action<WireWriter, T> write, Func<WireReader, T> read)
        where T : class => new(
            manifest,
            typeof(T),
            message =>
            {
                var writer = WireWriter.Start();
                write(writer, (T)message);
                return writer.ToArray();
            },
            read);
}
