using Pushy.Actors.Links;
using Pushy.Actors.Presence;
using Pushy.Contracts.Agents;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;
using static Pushy.Actors.Presence.PresenceMessage;

namespace Pushy.Actors.Remoting;

/// <summary>What is said to a node's presence and by it, between hosts.</summary>
internal static class WirePresence
{
    private enum Kind : byte
    {
        Unheard = 1,
        Offline = 2,
        Online = 3,
    }

    public static void Write(WireWriter to, LinkOpened opened)
    {
        to.Actor(opened.Link);
        WireAgentMessages.Write(to, opened.Hello);
        to.Text(opened.Remote);
    }

    public static LinkOpened ReadLinkOpened(WireReader from) => new(
        from.Actor(),
        WireAgentMessages.Read(from) as AgentMessage.Hello ?? throw new InvalidDataException("a link was opened without a hello"))
    {
        Remote = from.HasMore ? from.MaybeText() : null,
    };

    public static void Write(WireWriter to, CloseLink close)
    {
        to.Text(close.Reason);
        to.Flag(close.IsInUse);
    }

    public static CloseLink ReadClose(WireReader from) => new(from.Text()) { IsInUse = from.HasMore && from.Flag() };

    public static void Write(WireWriter to, LinkLost lost)
    {
        to.Actor(lost.Link);
        to.Number((int)lost.Why);
    }

    public static LinkLost ReadLinkLost(WireReader from) => new(from.Actor(), from.Enum<DownReason>());

    public static void Write(WireWriter to, FromAgent said)
    {
        to.Actor(said.Link);
        WireAgentMessages.Write(to, said.Message);
    }

    public static FromAgent ReadFromAgent(WireReader from) => new(from.Actor(), WireAgentMessages.Read(from));

    public static void Write(WireWriter to, Watch watch)
    {
        to.Text(watch.Job.Value);
        to.Actor(watch.Watcher);
    }

    public static Watch ReadWatch(WireReader from) => new(from.Job(), from.Actor());

    public static void Write(WireWriter to, Unwatch unwatch)
    {
        to.Text(unwatch.Job.Value);
        to.Actor(unwatch.Watcher);
    }

    public static Unwatch ReadUnwatch(WireReader from) => new(from.Job(), from.Actor());

    public static void Write(WireWriter to, PresenceNews news)
    {
        to.Number((int)news.Word);
        to.Actor(news.Presence);
        Write(to, news.State);
        to.Text(news.InHand?.Value);
        to.Number((int)news.Doing);
        to.Flag(news.OutcomeFollows);
        to.Flag(news.Restarted);
        to.Number(news.Settling.Ticks);
    }

    public static PresenceNews ReadNews(WireReader from) => new(
        from.Enum<PresenceWord>(), from.Actor(), ReadState(from), from.MaybeJob(), (AgentJobState)from.Int(), from.Flag(), from.Flag(), TimeSpan.FromTicks(from.Number()));

    public static void Write(WireWriter to, PresenceState state)
    {
        var at = to.Begin();
        switch (state)
        {
            case PresenceState.Unheard:
                to.Byte((byte)Kind.Unheard);
                break;
            case PresenceState.Offline offline:
                to.Byte((byte)Kind.Offline);
                to.Number((int)offline.Why);
                to.Time(offline.Since);
                break;
            case PresenceState.Online online:
                to.Byte((byte)Kind.Online);
                to.Text(online.Incarnation);
                to.Time(online.Since);
                to.Text(online.Holds?.Value);
                to.Flag(online.Resetting);
                break;
            default:
                throw new InvalidOperationException($"{state.GetType().Name} has no form between hosts");
        }

        to.End(at);
    }

    public static PresenceState ReadState(WireReader from)
    {
        var outer = from.Enter();
        PresenceState state = (Kind)from.Byte() switch
        {
            Kind.Unheard => PresenceState.Initial,
            Kind.Offline => new PresenceState.Offline(from.Enum<DownReason>(), from.Time()),
            Kind.Online => new PresenceState.Online(from.Text(), from.Time(), from.MaybeJob(), from.Flag()),
            var other => throw new InvalidDataException($"{(byte)other} is no state of a presence known to this version"),
        };
        from.Leave(outer);
        return state;
    }
}
