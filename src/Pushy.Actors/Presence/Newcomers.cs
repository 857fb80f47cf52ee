using Akka.Actor;
using Akka.Event;
using Pushy.Actors.Links;
using Pushy.Contracts.Agents;
using Pushy.Domain.Presence;
using static Pushy.Actors.Presence.PresenceMessage;

namespace Pushy.Actors.Presence;

/// <summary>The link that a node has.</summary>
/// <param name="Incarnation">Agent process at its other end.</param>
/// <param name="Remote">Address that it comes from; null if a host of before did not say.</param>
internal sealed record LinkHolder(IActorRef Link, string Incarnation, string? Remote);

/// <summary>
/// Links that say hello, and wait if another agent has the node's link, while that one is asked whether it is still there. The question is an <c>abort</c> of what no job can be
/// called: agents of any version answer it at once, whatever they do, and drop nothing. To be used by the node's presence alone.
/// </summary>
internal sealed class Newcomers(NodeKey node, TimeSpan patience, ILoggingAdapter log, ITimerScheduler timers, Func<LinkHolder?> holder, Action<LinkOpened> open)
{
    public const string Question = "link-probe";

    /// <summary>To a link whose node has another.</summary>
    public static readonly CloseLink Replaced = new("replaced by a newer connection of this node");

    /// <summary>Who has the link did not answer.</summary>
    public sealed record Silence
    {
        public static readonly Silence Instance = new();
    }

    private static readonly byte[] Ask = AgentLinkJson.Write(new ServerMessage.Abort(Question));

    private readonly List<LinkOpened> _waiting = [];

    public bool Has(IActorRef link) => _waiting.Exists(one => one.Link.Equals(link));

    public static bool IsAnswer(AgentMessage said) => said is AgentMessage.Aborted { JobId: Question };

    public void Meet(LinkOpened newcomer)
    {
        var first = holder();
        switch (LinkContest.Judge(first?.Incarnation, newcomer.Hello.IncarnationId, _waiting.Count))
        {
            case Newcomer.Takes: open(newcomer); break;
            case Newcomer.Waits: Wait(newcomer, first!.Link); break;
            case Newcomer.Refused: Refuse([newcomer]); break;
        }
    }

    /// <summary>Nobody else has the link any more: the first that waits gets it, and the others ask that one.</summary>
    public void Seat()
    {
        if (TakeAll() is not [_, ..] all)
            return;
        if (holder() is not null)
            log.Warning("Node {Node}: a second agent connected under this name; the older connection does not answer and is closed", node.Node);
        open(all[0]);
        foreach (var other in all.Skip(1))
            Meet(other);
    }

    /// <summary>The one that has the link has answered.</summary>
    public void Refuse() => Refuse(TakeAll());

    public void Forget(IActorRef link) => _waiting.RemoveAll(one => one.Link.Equals(link));

    private void Wait(LinkOpened newcomer, IActorRef first)
    {
        foreach (var older in _waiting.Where(one => one.Hello.IncarnationId == newcomer.Hello.IncarnationId).ToList())
        {
            _waiting.Remove(older);
            older.Link.Tell(Replaced);
        }

        _waiting.Add(newcomer);
        if (timers.IsTimerActive(Silence.Instance))
            return;
        first.Tell(new Deliver(Ask));
        timers.StartSingleTimer(Silence.Instance, Silence.Instance, patience);
    }

    private void Refuse(LinkOpened[] newcomers)
    {
        var remote = holder()?.Remote;
        foreach (var (link, _) in newcomers)
            link.Tell(new CloseLink($"this node is in use: its agent at {remote ?? "another address"} answers") { IsInUse = true });
        if (newcomers is [.., { Remote: var second }])
            log.Warning("Node {Node}: a second agent connected under this name, from {Remote}, and was refused: the first one answers, from {FirstRemote}", node.Node, second, remote);
    }

    private LinkOpened[] TakeAll()
    {
        timers.Cancel(Silence.Instance);
        LinkOpened[] all = [.. _waiting];
        _waiting.Clear();
        return all;
    }
}
