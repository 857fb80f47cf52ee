using Pushy.Actors.Presence;

namespace Pushy.Server.Links;

/// <summary>
/// The links of each node on this host, so that no node's key opens many: a new link takes the place of the oldest that has not said hello, one that says hello that of the
/// oldest that has. So who only recorded a node's request can neither fill the host with its links nor keep the node out, and never touches the link that the node has.
/// </summary>
/// <param name="maxWaiting">Links of one node that have not said hello.</param>
internal sealed class LinkRegister(int maxWaiting)
{
    /// <summary>Links of one node that have: the one it has, and the one that takes its place while that says goodbye.</summary>
    public const int MaxTalking = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<NodeKey, List<Place>> _places = [];

    /// <summary>Links now; for tests.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _places.Values.Sum(all => all.Count);
        }
    }

    /// <param name="cut">Ends the link at once; called at most once, from any thread.</param>
    public Place Open(NodeKey node, Action cut)
    {
        var place = new Place(this, node, cut);
        Place? oldest;
        lock (_lock)
        {
            if (!_places.TryGetValue(node, out var all))
                _places[node] = all = new List<Place>(1);
            all.Add(place);
            oldest = Beyond(all, talking: false, maxWaiting);
        }

        oldest?.Cut();
        return place;
    }

    /// <summary>Takes the oldest out if there are too many of its kind.</summary>
    private static Place? Beyond(List<Place> all, bool talking, int most)
    {
        if (all.Count(one => one.IsTalking == talking) <= most)
            return null;
        var oldest = all.Find(one => one.IsTalking == talking)!;
        all.Remove(oldest);
        return oldest;
    }

    /// <summary>One link's.</summary>
    internal sealed class Place(LinkRegister register, NodeKey node, Action cut) : IDisposable
    {
        public bool IsTalking { get; private set; }

        public void Cut() => cut();

        /// <summary>The link has proven itself and said hello. False if it was cut meanwhile.</summary>
        public bool Talks()
        {
            Place? oldest;
            lock (register._lock)
            {
                if (!register._places.TryGetValue(node, out var all) || !all.Remove(this))
                    return false;
                IsTalking = true;
                all.Add(this);   // by when they said hello
                oldest = Beyond(all, talking: true, MaxTalking);
            }

            oldest?.Cut();
            return true;
        }

        public void Dispose()
        {
            lock (register._lock)
            {
                if (register._places.TryGetValue(node, out var all) && all.Remove(this) && all.Count == 0)
                    register._places.Remove(node);
            }
        }
    }
}
