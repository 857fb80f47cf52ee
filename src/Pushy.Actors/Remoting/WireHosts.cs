using System.Collections.Immutable;
using Pushy.Actors.Hosts;
using Pushy.Actors.Presence;
using Pushy.Actors.ReadModel;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Remoting;

/// <summary>What hosts ask each other, and what they tell each other of what they have written.</summary>
internal static class WireHosts
{
    public static void Write(WireWriter to, AskNodes ask)
    {
        to.Text(ask.Organization);
        to.Text(ask.After);
    }

    public static AskNodes ReadAskNodes(WireReader from) => new(from.Text(), from.Text());

    public static void Write(WireWriter to, NodesPage page)
    {
        to.Number(page.Nodes.Length);
        foreach (var (node, isAvailable) in page.Nodes)
        {
            to.Text(node.Value);
            to.Flag(isAvailable);
        }

        to.Flag(page.HasMore);
    }

    public static NodesPage ReadPage(WireReader from)
    {
        var nodes = ImmutableArray.CreateBuilder<ListedNode>(from.Count());
        for (var left = nodes.Capacity; left > 0; left--)
            nodes.Add(new ListedNode(new NodeName(from.Text()), from.Flag()));
        return new NodesPage(nodes.ToImmutable(), from.Flag());
    }

    public static void Write(WireWriter to, AskPresences ask)
    {
        to.Text(ask.Organization);
        to.Text(ask.After);
    }

    public static AskPresences ReadAskPresences(WireReader from) => new(from.Text(), from.Text());

    public static void Write(WireWriter to, PresencesPage page)
    {
        to.Number(page.Nodes.Length);
        foreach (var node in page.Nodes)
        {
            var at = to.Begin();
            to.Text(node.Node.Value);
            to.Time(node.Since);
            to.Text(node.Holds?.Value);
            to.Flag(node.Resetting);
            to.End(at);
        }

        to.Flag(page.HasMore);
    }

    public static PresencesPage ReadPresences(WireReader from)
    {
        var nodes = ImmutableArray.CreateBuilder<SeenNode>(from.Count());
        for (var left = nodes.Capacity; left > 0; left--)
        {
            var outer = from.Enter();
            nodes.Add(new SeenNode(new NodeName(from.Text()), from.Time(), from.MaybeJob(), from.Flag()));
            from.Leave(outer);
        }

        return new PresencesPage(nodes.ToImmutable(), from.Flag());
    }

    public static void Write(WireWriter to, AskNode ask) => to.Text(ask.Key.EntityId);

    public static AskNode ReadAskNode(WireReader from) =>
        new(from.Text() is var key && key.Contains(':', StringComparison.Ordinal) ? NodeKey.Parse(key) : throw new InvalidDataException($"'{key}' is no key of a node"));

    public static void Write(WireWriter to, NodeSeen seen) => WirePresence.Write(to, seen.State);

    public static NodeSeen ReadSeen(WireReader from) => new(WirePresence.ReadState(from));

    public static void Write(WireWriter to, FeedsGrewElsewhere grew) => to.Texts(grew.Organizations);

    public static FeedsGrewElsewhere ReadFeeds(WireReader from) => new([.. from.Texts()]);

    public static void Write(WireWriter to, ImmutableArray<OutputKey> keys)
    {
        to.Number(keys.Length);
        foreach (var (job, node) in keys)
        {
            to.Text(job.Value);
            to.Text(node.Value);
        }
    }

    public static ImmutableArray<OutputKey> ReadKeys(WireReader from)
    {
        var keys = ImmutableArray.CreateBuilder<OutputKey>(from.Count());
        for (var left = keys.Capacity; left > 0; left--)
            keys.Add(new OutputKey(from.Job(), new NodeName(from.Text())));
        return keys.ToImmutable();
    }
}
