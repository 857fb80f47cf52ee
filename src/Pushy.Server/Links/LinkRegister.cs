using Pushy.Actors.Presence;

namespace Pushy.Server.Links;

/// <summary>
/// The links of each node on this host, so that no node's key opens many: a new link takes the place of the oldest that has not said hello, one that says hello that of the
/// oldest that has, and one that presence took that of the oldest that it took. So who only recorded a node's request can neither fill the host with its links nor keep the
/// node out, and neither that nor a crowd of machines with the node's key ever touches the link that the node has.
/// </summary>
/// <param name="maxWaiting">Links of one node that have not said hello.</param>
internal sealed class LinkRegister(int maxWaiting)
{
    /// <summary>Links of one node that have and wait for presence; and as many that it took: the one that the node has, and one that says goodbye.</summary>
    public const int MaxTalking = 2;

    /// <summary>How far a link has come.</summary>
    internal enum Stage
    {
        /// <summary>Has not said hello.</summary>
        Silent,

        /// <summary>Has, and waits for presence to take it.</summary>
        Talking,

        /// <summary>Is or was the node's.</summary>
        Taken,
    }

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
            oldest = Beyond(all, Stage.Silent, maxWaiting);
        }

        oldest?.Cut();
        return place;
    }

    /// <summary>Takes the oldest out if there are too many of its kind.</summary>
    private static Place? Beyond(List<Place> all, Stage stage, int most)
    {
        if (all.Count(one => one.Stage == stage) <= most)
            return null;
        var oldest = all.Find(one => one.Stage == stage)!;
        all.Remove(oldest);
        return oldest;
    }

    /// <summary>One link's.</summary>
    internal sealed class Place(LinkRegister register, NodeKey node, Action cut) : IDisposable
    {
        public Stage Stage { get; private set; }

        public void Cut() => cut();

        /// <summary>The link has proven itself and said hello. False if it was cut meanwhile.</summary>
        public bool Talks() => Reach(Stage.Talking);

        /// <summary>Presence took it: it is the node's link. False if it was cut meanwhile.</summary>
        public bool IsTaken() => Reach(Stage.Taken);

        private bool Reach(Stage stage)
        {
            Place? oldest;
            lock (register._lock)
            {
                if (!register._places.TryGetValue(node, out var all) || !all.Remove(this))
                    return false;
                Stage = stage;
                all.Add(this);   // by when they came so far
                oldest = Beyond(all, stage, MaxTalking);
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
