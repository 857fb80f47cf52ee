using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Simulation;

/// <summary>A server host: what it holds in memory dies with it, its clock may be wrong.</summary>
internal sealed class SimHost(History world, int number)
{
    public int Number => number;

    /// <summary>Changes with each death: what was scheduled in another life is void.</summary>
    public int Life { get; private set; }

    public bool IsUp { get; private set; }

    /// <summary>How far its clock is ahead.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>Hosts of one side see each other.</summary>
    public int Side { get; set; }

    /// <summary>How the database serves it.</summary>
    public DatabaseTrouble Database { get; set; }

    /// <summary>Dies when its next write has reached the journal, before it acts.</summary>
    public bool IsDoomed { get; set; }

    public DateTimeOffset Now => world.Now + Skew;

    public Dictionary<JobId, SimJob> Jobs { get; } = [];

    public Dictionary<NodeName, SimPresence> Presences { get; } = [];

    public HashSet<SimLink> Links { get; } = [];

    public IEnumerable<SimActor> Actors => [.. Jobs.Values, .. Jobs.Values.SelectMany(job => job.Nodes), .. Presences.Values, .. Links];

    public override string ToString() => $"host{number}";

    public void Start()
    {
        if (IsUp)
            return;
        world.Trace($"{this} starts");
        IsUp = true;
        world.Sharding.Joined(this);
    }

    public void Die()
    {
        if (!IsUp)
            return;
        world.Trace($"{this} dies");
        IsUp = false;
        IsDoomed = false;
        var died = Life++;
        SimActor[] all = [.. Actors];
        foreach (var actor in all)
            actor.Perish();
        foreach (var link in Links)
            link.Cut(noticedWithin: 1);
        Jobs.Clear();
        Presences.Clear();
        Links.Clear();
        world.Journal.HostDied(this);
        world.In(world.UpTo(SimSharding.LongestDetection), () => world.Sharding.FoundDead(this, died, all));
    }

    public void Later(double seconds, Action what)
    {
        var life = Life;
        world.In(Math.Max(0, seconds), () =>
        {
            if (life == Life)
                what();
        });
    }
}

/// <summary>Something that lives on a host and has a mailbox.</summary>
internal abstract class SimActor(History world, SimHost host)
{
    private readonly List<(SimActor By, Action Told)> _watchers = [];

    public SimHost Host => host;

    public bool Ended { get; private set; }

    protected History World => world;

    /// <summary>Sends; what reaches an actor that has ended is lost.</summary>
    public void Tell(SimActor to, Action what) => world.Network.Carry(host, to.Host, () =>
    {
        if (!to.Ended)
            what();
    });

    /// <summary>Death watch: told once when the other ends, or its host is held for dead.</summary>
    public void Watch(SimActor other, Action ended)
    {
        if (other.Ended)
            Hears(other, ended);
        else
            other._watchers.Add((this, ended));
    }

    public void Unwatch(SimActor other) => other._watchers.RemoveAll(watcher => watcher.By == this);

    /// <summary>Ends, and its watchers hear of it.</summary>
    public void End()
    {
        if (Ended)
            return;
        Ended = true;
        OnEnd();
        IsFoundDead(_ => true);
    }

    /// <summary>Ends with its host: nobody hears of it until the host is found dead.</summary>
    public void Perish() => Ended = true;

    public void IsFoundDead(Func<SimHost, bool> by)
    {
        foreach (var (watcher, told) in _watchers.Where(watcher => by(watcher.By.Host)).ToList())
        {
            _watchers.Remove((watcher, told));
            watcher.Hears(this, told);
        }
    }

    protected virtual void OnEnd()
    {
    }

    protected void Later(double seconds, Action what) => host.Later(seconds, () =>
    {
        if (!Ended)
            what();
    });

    private void Hears(SimActor other, Action told) => Later(other.Host == host ? 0 : world.UpTo(0.1), told);
}
