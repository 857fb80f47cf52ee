using System.Collections.Concurrent;
using Pushy.Chaos.Cluster;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.Chaos.Faults;

/// <summary>Does what the plan says, when it says it, and makes it good again, also when the run is broken off.</summary>
internal sealed class FaultMaker(World world) : IDisposable
{
    /// <summary>A link that is slow is so by this: some ten times what is usual between two data centres.</summary>
    private static readonly TimeSpan SlowBy = TimeSpan.FromMilliseconds(150);

    /// <summary>More than an hour: the run timeout that jobs have unless they ask for another is an hour.</summary>
    private static readonly TimeSpan ClockJump = TimeSpan.FromSeconds(3700);

    private readonly ConcurrentQueue<MadeFault> _made = [];
    private readonly SemaphoreSlim _database = new(1);

    /// <summary>What was done, in order.</summary>
    public IReadOnlyCollection<MadeFault> Made => _made;

    /// <summary>Completes when the last one is over; when cancelled, all that was begun is made good at once.</summary>
    public Task RunAsync(IReadOnlyList<PlannedFault> plan, CancellationToken ct) => Task.WhenAll(plan.Select(fault => WhenPlannedAsync(fault, ct)));

    public void Dispose() => _database.Dispose();

    /// <summary>Makes one now, and completes when it is over.</summary>
    public async Task MakeAsync(PlannedFault fault, CancellationToken ct)
    {
        var made = new MadeFault(fault, Uptime.Now);
        world.Log.Write($"FAULT {fault}");
        _made.Enqueue(made);
        try
        {
            await ActAsync(fault, ct);
        }
        finally
        {
            made.EndedAt = Uptime.Now;
            world.Log.Write($"over  {fault}");
        }
    }

    private async Task WhenPlannedAsync(PlannedFault fault, CancellationToken ct)
    {
        try
        {
            await Task.Delay(fault.At, ct);
            await MakeAsync(fault, ct);
        }
        catch (OperationCanceledException)
        {
            // the run was broken off
        }
    }

    private Task ActAsync(PlannedFault fault, CancellationToken ct) => fault.Kind switch
    {
        FaultKind.HostKilled => world.Hosts[fault.Subject].EndAsync(Posix.Kill, fault.Lasts, ct),
        FaultKind.HostStopped => world.Hosts[fault.Subject].EndAsync(Posix.Term, fault.Lasts, ct),
        FaultKind.HostPaused => PauseAsync(world.Hosts[fault.Subject], fault.Lasts, ct),
        FaultKind.AgentKilled => world.Agents[fault.Subject].Main.EndAsync(Posix.Kill, fault.Lasts, ct),
        FaultKind.AgentPaused => PauseAsync(world.Agents[fault.Subject].Main, fault.Lasts, ct),
        FaultKind.PairCut => WhileAsync(() => world.Network.Pair(fault.Subject, fault.Other).Cut(), () => world.Network.Pair(fault.Subject, fault.Other).Heal(), fault.Lasts, ct),
        FaultKind.PairCutOneWay => WhileAsync(() => world.Network.Gate(fault.Subject, fault.Other).Close(), () => world.Network.Gate(fault.Subject, fault.Other).Open(), fault.Lasts, ct),
        FaultKind.PairReset => WhileAsync(() => world.Network.Pair(fault.Subject, fault.Other).Reset(), () => world.Network.Pair(fault.Subject, fault.Other).Heal(), fault.Lasts, ct),
        FaultKind.PairSlow => WhileAsync(() => world.Network.Pair(fault.Subject, fault.Other).Slow(SlowBy), () => world.Network.Pair(fault.Subject, fault.Other).Heal(), fault.Lasts, ct),
        FaultKind.HostIsolated => WhileAsync(() => Others(fault.Subject, line => line.Cut()), () => Others(fault.Subject, line => line.Heal()), fault.Lasts, ct),
        FaultKind.DatabaseCut => WhileAsync(world.Network.ToDatabase[fault.Subject].Cut, world.Network.ToDatabase[fault.Subject].Heal, fault.Lasts, ct),
        FaultKind.DatabaseReset => WhileAsync(world.Network.ToDatabase[fault.Subject].Reset, world.Network.ToDatabase[fault.Subject].Heal, fault.Lasts, ct),
        FaultKind.AgentsCut => WhileAsync(world.Network.ToAgents[fault.Subject].Cut, world.Network.ToAgents[fault.Subject].Heal, fault.Lasts, ct),
        FaultKind.AgentsReset => WhileAsync(world.Network.ToAgents[fault.Subject].Reset, world.Network.ToAgents[fault.Subject].Heal, fault.Lasts, ct),
        FaultKind.DatabaseRestarted => OnDatabaseAsync(() => world.Postgres.Stop("fast"), world.Postgres.Begin, TimeSpan.Zero, ct),
        FaultKind.DatabaseStopped => OnDatabaseAsync(() => world.Postgres.Stop("immediate"), world.Postgres.Begin, fault.Lasts, ct),
        FaultKind.DatabasePaused => OnDatabaseAsync(() => SignalDatabase(Posix.Stop), () => SignalDatabase(Posix.Continue), fault.Lasts, ct),
        FaultKind.HostPairKilled => BothAsync(fault, Posix.Kill, ct),
        FaultKind.HostPairStopped => BothAsync(fault, Posix.Term, ct),
        FaultKind.PairFlapping => FlapAsync(world.Network.Pair(fault.Subject, fault.Other), fault.Lasts, ct),
        FaultKind.HostClockBack => MoveAsync(world.Clocks[fault.Subject], -ClockJump, fault.Lasts, ct),
        FaultKind.HostClockForward => MoveAsync(world.Clocks[fault.Subject], ClockJump, fault.Lasts, ct),
        FaultKind.AgentClockBack => MoveAsync(world.Agents[fault.Subject].Clock, -ClockJump, fault.Lasts, ct),
        FaultKind.AgentClockForward => MoveAsync(world.Agents[fault.Subject].Clock, ClockJump, fault.Lasts, ct),
        FaultKind.DatabaseDiskFull => FillAsync(world.DatabaseDisk!, fault.Lasts, ct),
        FaultKind.AgentDiskFull => FillAsync(world.Agents[fault.Subject].Disk!, fault.Lasts, ct),
        FaultKind.AgentCloned => CloneAsync(world.Agents[fault.Subject], fault.Lasts, ct),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, null),
    };

    private Task BothAsync(PlannedFault fault, int signal, CancellationToken ct) => Task.WhenAll(
        world.Hosts[fault.Subject].EndAsync(signal, fault.Lasts, ct), world.Hosts[fault.Other].EndAsync(signal, fault.Lasts, ct));

    /// <summary>Cut and whole in turn, each for half a second to four.</summary>
    private static async Task FlapAsync(Networks.Line line, TimeSpan lasts, CancellationToken ct)
    {
        var until = Uptime.Now + lasts.TotalSeconds;
        var chance = new Random((int)lasts.Ticks);
        while (Uptime.Now < until)
        {
            await WhileAsync(line.Cut, line.Heal, Some(), ct);
            await Task.Delay(Some(), ct);
        }

        TimeSpan Some() => TimeSpan.FromSeconds(0.5 + 3.5 * chance.NextDouble());
    }

    private static Task MoveAsync(Clocks.Clock clock, TimeSpan by, TimeSpan lasts, CancellationToken ct) =>
        WhileAsync(() => clock.Set(by), () => clock.Set(TimeSpan.Zero), lasts, ct);

    /// <summary>Again and again: what is deleted there meanwhile makes no room.</summary>
    private static async Task FillAsync(Disks.SmallDisk disk, TimeSpan lasts, CancellationToken ct)
    {
        var until = Uptime.Now + lasts.TotalSeconds;
        try
        {
            while (Uptime.Now < until)
            {
                disk.Fill();
                await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
            }
        }
        finally
        {
            disk.Empty();
        }
    }

    private static async Task CloneAsync(AgentProcess agent, TimeSpan lasts, CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = agent.Clone().RunAsync(end.Token);
        try
        {
            await Task.Delay(lasts, ct);
        }
        finally
        {
            await end.CancelAsync();
            await running;
        }
    }

    private static Task PauseAsync(Supervised process, TimeSpan lasts, CancellationToken ct)
    {
        var pid = process.Pid; // its successor, should it be killed meanwhile, was never stopped
        return pid is { } known ? WhileAsync(() => Posix.Send(known, Posix.Stop), () => Posix.Send(known, Posix.Continue), lasts, ct) : Task.CompletedTask;
    }

    private static async Task WhileAsync(Action begin, Action end, TimeSpan lasts, CancellationToken ct)
    {
        begin();
        try
        {
            await Task.Delay(lasts, ct);
        }
        finally
        {
            end();
        }
    }

    /// <summary>One at a time: a database that stands still cannot be stopped.</summary>
    private async Task OnDatabaseAsync(Func<Task> begin, Func<Task> end, TimeSpan lasts, CancellationToken ct)
    {
        await _database.WaitAsync(ct);
        try
        {
            await begin();
            await Task.Delay(lasts, ct);
        }
        finally
        {
            await end();
            _database.Release();
        }
    }

    private Task SignalDatabase(int signal)
    {
        ProcessTree.Send(world.Postgres.Postmaster, signal);
        return Task.CompletedTask;
    }

    private void Others(int host, Action<Networks.Line> act)
    {
        for (var other = 0; other < world.Hosts.Count; other++)
        {
            if (other != host)
                act(world.Network.Pair(host, other));
        }
    }
}
