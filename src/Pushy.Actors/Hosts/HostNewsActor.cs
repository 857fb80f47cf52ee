using System.Collections.Immutable;
using Akka.Actor;
using Pushy.Actors.Feeds;
using Pushy.Actors.ReadModel;

namespace Pushy.Actors.Hosts;

/// <summary>
/// Wakes readers on whatever host they are. What a host writes within <see cref="Gather"/> goes to each other one in one message: which organizations' feeds grew, and
/// which outputs did that are followed there. Nothing here is sure to arrive: readers also look by themselves, though seldom.
/// </summary>
/// <param name="feeds">The organizations' feeds of this host.</param>
public sealed class HostNewsActor(OtherHosts others, IActorRef feeds, OutputNews outputs) : UntypedActor, IWithTimers
{
    /// <summary>Its name under <c>/user</c> on each host.</summary>
    public const string Name = "news";

    /// <summary>Most outputs, or organizations, in a message; what is followed beyond that is not told of.</summary>
    public const int MaxKeys = 300;

    /// <summary>How long news gather.</summary>
    public static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);

    private sealed record Send
    {
        public static readonly Send Instance = new();
    }

    private sealed record SayAgain
    {
        public static readonly SayAgain Instance = new();
    }

    /// <summary>While anything is followed here: a host that is new, or has missed it, learns of it.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);

    private readonly HashSet<string> _organizations = new(StringComparer.Ordinal);
    private readonly HashSet<OutputKey> _stored = [];
    private readonly Dictionary<Address, ImmutableArray<OutputKey>> _followed = [];
    private bool _followersChanged;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => outputs.Connect(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case FeedsGrew<string>(var organizations):
                feeds.Tell(message);
                if (organizations.Count > 0 && others.Any)
                {
                    _organizations.UnionWith(organizations);
                    SendSoon();
                }

                break;
            case OutputsStored(var keys):
                _stored.UnionWith(keys);
                SendSoon();
                break;
            case OutputFollowersChanged:
                _followersChanged = true;
                SendSoon();
                break;
            case Send: SendAll(); break;
            case SayAgain: SayWhatIsFollowed(); break;
            case FeedsGrewElsewhere(var organizations): feeds.Tell(new FeedsGrew<string>(organizations)); break;
            case OutputsGrewElsewhere(var keys): outputs.Ring(keys); break;
            case OutputsFollowedElsewhere(var keys): Learn(Sender.Path.Address, keys); break;
            default: Unhandled(message); break;
        }
    }

    private void SendSoon()
    {
        if (!Timers.IsTimerActive(Send.Instance))
            Timers.StartSingleTimer(Send.Instance, Send.Instance, Gather);
    }

    private void SendAll()
    {
        foreach (var some in _organizations.Chunk(MaxKeys))
            others.Tell(Name, new FeedsGrewElsewhere([.. some]), Self);
        foreach (var (host, followed) in _followed)
        {
            if (followed.Where(_stored.Contains).ToImmutableArray() is { IsEmpty: false } grown)
                others.Tell(host, Name, new OutputsGrewElsewhere(grown), Self);
        }

        _organizations.Clear();
        _stored.Clear();
        if (_followersChanged)
            SayWhatIsFollowed();
    }

    private void SayWhatIsFollowed()
    {
        _followersChanged = false;
        var keys = outputs.Followed(MaxKeys);
        others.Tell(Name, new OutputsFollowedElsewhere(keys), Self);
        if (keys.IsEmpty)
            Timers.Cancel(SayAgain.Instance);
        else
            Timers.StartSingleTimer(SayAgain.Instance, SayAgain.Instance, Renewal);
    }

    private void Learn(Address host, ImmutableArray<OutputKey> keys)
    {
        _followed[host] = keys;
        var there = others.Reachable;
        foreach (var gone in _followed.Keys.Where(one => !there.Contains(one) || _followed[one].IsEmpty).ToList())
            _followed.Remove(gone);
        outputs.FollowedElsewhere([.. _followed.Values.SelectMany(those => those)]);
    }
}
