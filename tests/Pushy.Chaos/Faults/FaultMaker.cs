using System.Collections.Concurrent;
using Pushy.Chaos.Cluster;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.Chaos.Faults;

/// <summary>Does what the plan says, when it says it, and makes it good again, also when the run is broken off.</summary>
internal sealed class FaultMaker(World world) : IDisposable
{
    /// <summary>A link that is slow is so by this: some ten times what is usual between two data centres.</summary>
    private static readonly TimeSpan SlowBy = TimeSpan.FromMilliseconds(150);

    private readonly ConcurrentQueue<PlannedFault> _made = [];
    private readonly SemaphoreSlim _database = new(1);

    /// <summary>What was done, in order.</summary>
    public IReadOnlyCollection<PlannedFault> Made => _made;

    /// <summary>Completes when the last one is over; when cancelled, all that was begun is made good at once.</summary>
    public Task RunAsync(IReadOnlyList<PlannedFault> plan, CancellationToken ct) => Task.WhenAll(plan.Select(fault => MakeAsync(fault, ct)));

    public void Dispose() => _database.Dispose();

    private async Task MakeAsync(PlannedFault fault, CancellationToken ct)
    {
        try
        {
            await Task.Delay(fault.At, ct);
            world.Log.Write($"FAULT {fault}");
            _made.Enqueue(fault);
            await ActAsync(fault, ct);
            world.Log.Write($"over  {fault}");
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
        FaultKind.AgentKilled => world.Agents[fault.Subject].EndAsync(Posix.Kill, fault.Lasts, ct),
        FaultKind.AgentPaused => PauseAsync(world.Agents[fault.Subject], fault.Lasts, ct),
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
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, null),
    };

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
