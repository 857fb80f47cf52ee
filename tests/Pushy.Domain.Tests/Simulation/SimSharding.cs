using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Simulation;

/// <summary>
/// Who has which job and presence: what cluster sharding does, with its gaps. Each side of a split has its own idea of that. Jobs are
/// remembered and started again; presences begin when somebody speaks to them.
/// </summary>
internal sealed class SimSharding(History world)
{
    /// <summary>Seconds until a dead host is held for dead.</summary>
    public const double LongestDetection = 6;

    public const double RestartBackoff = 2;

    private readonly record struct Home(SimHost Host, int Life)
    {
        public bool IsThere => Host.IsUp && Host.Life == Life;
    }

    private readonly Dictionary<(int Side, object Key), Home> _homes = [];
    private readonly HashSet<(int Side, object Key)> _moving = [];
    private readonly HashSet<JobId> _remembered = [];

    /// <summary>The host that has a job or a node's presence, as a side sees it.</summary>
    public SimHost? HomeOf(object key, int side = 0) => _homes.TryGetValue((side, key), out var home) && home.IsThere ? home.Host : null;

    /// <summary>Whether no host will start the job unless it is spoken to.</summary>
    public bool IsForgotten(JobId job) => !_remembered.Contains(job) || (world.HostOf(job) is { } host && host.Jobs[job].State is JobState.Missing);

    public void ToJob(SimHost from, JobId id, Action<SimJob> what) => Route(from, id, host => JobOn(host, id), what);

    public void ToPresence(SimHost from, NodeName node, Action<SimPresence> what) => Route(from, node, host => PresenceOn(host, node), what);

    /// <summary>The job wants to leave memory.</summary>
    public void Leave(SimJob job)
    {
        _remembered.Remove(job.Id);
        job.Host.Jobs.Remove(job.Id);
        job.End();
    }

    /// <summary>The job's actor failed: it is started again after a while.</summary>
    public void Failed(SimJob job)
    {
        world.Trace($"{job} stops");
        world.Disturbed();
        job.Host.Jobs.Remove(job.Id);
        job.End();
        job.Host.Later(RestartBackoff, () =>
        {
            if (HomeOf(job.Id, job.Host.Side) == job.Host && !_moving.Contains((job.Host.Side, job.Id)))
                JobOn(job.Host, job.Id);
        });
    }

    public void Joined(SimHost host)
    {
        host.Side = 0;
        StartRemembered(0);
    }

    /// <summary>The others hold a host for dead, or for another one under the same address.</summary>
    public void FoundDead(SimHost host, int life, IEnumerable<SimActor> actors)
    {
        world.Trace($"{host} is found dead");
        Forget(home => home.Host == host && home.Life == life);
        foreach (var actor in actors)
            actor.IsFoundDead(_ => true);
        if (world.Sabotage is Sabotage.NobodyTakesOver)
            return;
        foreach (var side in world.Hosts.Where(up => up.IsUp).Select(up => up.Side).Distinct().ToList())
            StartRemembered(side);
    }

    /// <summary>Hands a job over to another host.</summary>
    /// <param name="inGoodOrder">A write under way is awaited; else what it led to is nobody's.</param>
    public void Move(JobId id, bool inGoodOrder)
    {
        if (HomeOf(id) is not { } home || world.Hosts.Where(host => host.IsUp && host.Side == 0 && host != home).ToList() is not { Count: > 0 } others || !_moving.Add((0, id)))
            return;
        var target = others[world.Chance.Next(others.Count)];
        var life = home.Life;
        world.Trace($"{id} moves from {home} to {target}, {(inGoodOrder ? "in good order" : "at once")}");
        if (!home.Jobs.TryGetValue(id, out var job))
            Done();
        else
            job.HandOver(inGoodOrder, () => world.In(world.UpTo(0.5), Done));

        void Done()
        {
            if (!_moving.Remove((0, id)) || home.Life != life)
                return;   // the old host died meanwhile
            home.Jobs.Remove(id);
            if (!target.IsUp || target.Side != 0)
                _homes.Remove((0, id));
            else
                _homes[(0, id)] = new Home(target, target.Life);
            StartRemembered(0);
            world.Disturbed();
        }
    }

    /// <summary>A presence ends: its shard moves, or it failed.</summary>
    public void ForgetPresence(NodeName node)
    {
        if (HomeOf(node) is not { } home || !home.Presences.Remove(node, out var presence))
            return;
        world.Trace($"{presence} is forgotten");
        _homes.Remove((0, node));
        presence.End();
    }

    /// <summary>A host and the others hold each other for dead. Both have what they need to serve: the database, and agents.</summary>
    public void Split(SimHost alone, int side)
    {
        foreach (var ((of, key), home) in _homes.ToList())
            if (of == 0)
                _homes[(side, key)] = home;
        alone.Side = side;
        world.In(world.UpTo(LongestDetection), () => Suspect(0, host => host.Side == side));
        world.In(world.UpTo(LongestDetection), () => Suspect(side, host => host.Side != side));
    }

    private void Suspect(int side, Func<SimHost, bool> lost)
    {
        world.Trace($"side {side} holds the others for dead");
        foreach (var host in world.Hosts.Where(host => host.IsUp && lost(host)))
        {
            foreach (var key in _homes.Where(entry => entry.Key.Side == side && entry.Value.Host == host).Select(entry => entry.Key).ToList())
            {
                _homes.Remove(key);
                _moving.Remove(key);
            }

            foreach (var actor in host.Actors)
                actor.IsFoundDead(by => by.Side == side);
        }

        StartRemembered(side);
    }

    private void Forget(Func<Home, bool> which)
    {
        foreach (var (key, home) in _homes.ToList())
            if (which(home))
            {
                _homes.Remove(key);
                _moving.Remove(key);
            }
    }

    private void StartRemembered(int side)
    {
        world.Disturbed();
        foreach (var id in _remembered)
        {
            if (_moving.Contains((side, id)))
                continue;
            if (!_homes.ContainsKey((side, id)))
                Settle(side, id);
            if (HomeOf(id, side) is { } home && home.Side == side)
                home.Later(world.UpTo(0.5), () => { if (HomeOf(id, side) == home && home.Side == side) JobOn(home, id); });
        }
    }

    private Home? Settle(int side, object key)
    {
        var hosts = world.Hosts.Where(host => host.IsUp && host.Side == side).ToList();
        if (hosts is [])
            return null;
        var host = hosts[world.Chance.Next(hosts.Count)];
        return _homes[(side, key)] = new Home(host, host.Life);
    }

    private void Route<T>(SimHost from, object key, Func<SimHost, T> find, Action<T> what, int tries = 0)
        where T : SimActor
    {
        if (!from.IsUp || tries > 20)
            return;
        var side = from.Side;
        if (_moving.Contains((side, key)))
        {
            Again(0.3);   // the shard holds back what comes while it moves
            return;
        }

        if (!_homes.TryGetValue((side, key), out var home))
        {
            if (Settle(side, key) is not { } settled)
                return;
            home = settled;
        }

        if (!home.IsThere)
        {
            if (world.Happens(0.5))
                Again(1);    // else lost: nobody knows yet that the host is dead
            return;
        }

        world.Network.Carry(from, home.Host, () =>
        {
            if (HomeOf(key, home.Host.Side) == home.Host && !_moving.Contains((home.Host.Side, key)))
                what(find(home.Host));
            else
                Route(home.Host, key, find, what, tries + 1);   // it has moved on
        });

        void Again(double seconds) => from.Later(seconds, () => Route(from, key, find, what, tries + 1));
    }

    private SimJob JobOn(SimHost host, JobId id)
    {
        if (host.Jobs.TryGetValue(id, out var job))
            return job;
        _remembered.Add(id);
        world.Disturbed();
        return host.Jobs[id] = new SimJob(world, host, id);
    }

    private SimPresence PresenceOn(SimHost host, NodeName node)
    {
        if (host.Presences.TryGetValue(node, out var presence))
            return presence;
        world.Trace($"{node}@{host} begins");
        return host.Presences[node] = new SimPresence(world, host, node);
    }
}
