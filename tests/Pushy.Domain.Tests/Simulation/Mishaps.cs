using Pushy.Domain.Jobs;

namespace Pushy.Domain.Tests.Simulation;

/// <summary>What may go wrong, and when it does in a random history.</summary>
internal static class Mishaps
{
    private const int OtherSide = 1;

    /// <summary>Draws what goes wrong within the first seconds.</summary>
    public static void Plan(History world, double within)
    {
        var faults = world.Faults;
        Some(faults.HostDeaths, () => HostDies(world, Any(world, world.Hosts)));
        Some(faults.AgentDeaths, () => AgentDies(world, Any(world, world.Agents)));
        Some(faults.Cuts, () => Any(world, world.Agents).CutLink());
        Some(faults.Moves, () => world.Sharding.Move(new JobId($"J{world.Chance.Next(1, 4)}"), world.Happens(0.5)));
        Some(faults.Forgotten, () => world.Sharding.ForgetPresence(Any(world, world.Agents).Name));
        Some(faults.Splits, () => Split(world, Any(world, world.Hosts), 3 + world.UpTo(17), world.Happens(0.3)));
        Some(faults.Outages, () => Outage(world, (DatabaseTrouble)world.Chance.Next(1, 4), world.Happens(0.5) ? world.Hosts : [Any(world, world.Hosts)], world.UpTo(faults.LongestAbsence)));
        Some(faults.Jumps, () => Jump(world));
        Some(faults.FullDisks, () => FillDisk(world, Any(world, world.Agents), world.UpTo(faults.LongestAbsence)));

        void Some(int atMost, Action what)
        {
            for (var times = world.Chance.Next(atMost + 1); times > 0; times--)
                world.In(world.UpTo(within), what);
        }
    }

    /// <summary>Now, or when its next write is stored; and comes back.</summary>
    public static void HostDies(History world, SimHost host)
    {
        if (world.Happens(0.5))
        {
            host.IsDoomed = true;
            return;
        }

        host.Die();
        world.In(world.UpTo(world.Faults.LongestAbsence), host.Start);
    }

    public static void AgentDies(History world, SimAgent agent)
    {
        switch (world.Chance.Next(3))
        {
            case 0: agent.Die(); break;
            case 1: agent.DieSoon(world.Chance.Next(3)); break;
            case 2: agent.Stop(); break;
        }

        for (var wait = 0; wait < 2; wait++)   // it may not be dead yet at the first
            world.In(world.UpTo(world.Faults.LongestAbsence) + (wait * world.Faults.LongestAbsence), agent.Start);
    }

    /// <summary>A host and the others hold each other for dead; that host is downed in the end.</summary>
    public static void Split(History world, SimHost alone, double seconds, bool oneWay)
    {
        if (!alone.IsUp || world.Hosts.Any(host => host.Side != 0) || world.Hosts.Count(host => host.IsUp) < 2)
            return;
        world.Trace($"{alone} is split off");
        world.Network.CutOneWay = oneWay;
        world.Sharding.Split(alone, OtherSide);
        world.In(seconds, () =>
        {
            if (alone.Side != OtherSide)
                return;
            alone.Die();
            alone.Side = 0;
            world.In(world.UpTo(world.Faults.LongestAbsence), alone.Start);
        });
    }

    public static void Outage(History world, DatabaseTrouble trouble, SimHost[] hosts, double seconds)
    {
        world.Trace($"the database {trouble} for {string.Join(", ", hosts.AsEnumerable())}");
        foreach (var host in hosts)
            host.Database = trouble;
        world.In(seconds, () =>
        {
            foreach (var host in hosts)
                host.Database = DatabaseTrouble.None;
            world.Disturbed();
        });
    }

    public static void FillDisk(History world, SimAgent agent, double seconds)
    {
        agent.DiskIsFull = true;
        world.In(seconds, () => agent.DiskIsFull = false);
    }

    private static void Jump(History world)
    {
        var by = TimeSpan.FromSeconds(world.OneOf(-1, 1) * (60 + world.UpTo(200)));
        if (world.Happens(0.3))
        {
            Any(world, world.Agents).Skew += by;
            return;
        }

        var host = Any(world, world.Hosts);
        host.Skew = host.Skew == default ? by : default;
        world.Trace($"the clock of {host} is off by {host.Skew}");
        world.Disturbed();
    }

    private static T Any<T>(History world, T[] things) => things[world.Chance.Next(things.Length)];
}
