using Akka.Actor;
using Microsoft.Extensions.Options;
using Pushy.Actors.Hosts;
using Pushy.Actors.Presence;
using Pushy.Server.Background;
using Pushy.Server.Configuration;
using Pushy.Server.Hosting;
using Pushy.Server.Storage;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Pushy.Server.Clustering;

/// <summary>
/// Makes this host one of the cluster's, and keeps it in the register. Who vanished without a word is given time to show up again before a new
/// cluster is formed: after the database was away, nobody has written for a while.
/// </summary>
internal sealed class ClusterJoining(
    ActorSystem system, ClusterRegister register, HostWatch watch, OtherHosts hosts, ClusterMembership membership, HostIdentity self, ClusterOptions options, IHostApplicationLifetime lifetime, IOptions<HostOptions> hosting, TimeProvider time,
    BackgroundLoops loops,
    ILogger<ClusterJoining> log) : IHostedService, IAsyncDisposable
{
    /// <summary>The server's start waits so long; then it listens all the same, and says that it is not ready.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    /// <summary>After so long the register is asked again whom to join.</summary>
    private static readonly TimeSpan JoinPatience = TimeSpan.FromSeconds(10);

    /// <summary>A database that does not answer is no reason to stay.</summary>
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(2);

    /// <summary>For requests under way on a host that was put out: nobody is there any more to answer them.</summary>
    private static readonly TimeSpan PutOutPatience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>While another host does not answer; a second would be much of the time that the others need to go on.</summary>
    private static readonly TimeSpan LookAgainAfter = ClusterRegister.BeatEvery / 2;

    private readonly FailedHandshakes _handshakes = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly LoopWatch _watch = loops.Watch("cluster-register", "the register of hosts cannot be used", log);
    private Task _work = Task.CompletedTask;
    private long _epoch;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var cluster = AkkaCluster.Get(system);
        var isIn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.RegisterOnMemberUp(() =>
        {
            membership.Enter();
            isIn.TrySetResult();
        });
        cluster.RegisterOnMemberRemoved(() => End("the cluster's other hosts took it out"));
        _handshakes.HoldBack(CoordinatedShutdown.Get(system));
        _work = Work(cluster, isIn.Task);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(isIn.Task, Pause.For(StartPatience, time, patience.Token));
        await patience.CancelAsync();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        membership.Leave();
        await _stopping.CancelAsync();
        await _work;
        _handshakes.LetGo();
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(LeavePatience);
            await register.Leave(self, patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException || StorageFaults.IsUnavailable(e))
        {
            log.LogWarning("this host could not be taken out of the register: {Reason}; others wait a few seconds longer for it", e.Message);
        }
    }

    public ValueTask DisposeAsync()
    {
        _stopping.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>It left in good order, or the others put it out: then nothing it does may count any more, and it starts anew.</summary>
    private void End(string why)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return;
        membership.PutOut();
        hosting.Value.ShutdownTimeout = PutOutPatience;
        log.LogCritical("this host ({Address}) is put out of the cluster: {Why}. It lets go of its agents and jobs and starts anew", self.Address, why);
        lifetime.StopApplication();
    }

    /// <summary>Others may have taken this host, and all it has in its cluster, for gone while it could not write; only their cluster goes on.</summary>
    private async Task Beat(CancellationToken stop)
    {
        var sight = await watch.Look(stop);
        if (sight.Epoch != _epoch)
            End($"the cluster was formed anew (epoch {sight.Epoch}) while this host (epoch {_epoch}) was not seen");
        else if (sight.WhyOut is { } why)
            End(why);
    }

    private async Task Work(AkkaCluster cluster, Task isIn)
    {
        var stop = _stopping.Token;
        await Task.Yield();   // the host's start does not wait for the database
        while (!stop.IsCancellationRequested && !isIn.IsCompleted)
        {
            var asked = false;
            if (!await Try(async () => asked = await Join(cluster, stop)) || !asked)
                await Pause.For(RetryAfter, time, stop);
            else if (await Task.WhenAny(isIn, Pause.For(JoinPatience, time, stop)) != isIn && !stop.IsCancellationRequested)
                log.LogWarning("not in the cluster yet; asked again. If this goes on: are the other hosts' logs free of refused certificates, and can this host reach their ports?");
        }

        while (!stop.IsCancellationRequested)
        {
            await Try(() => Beat(stop));
            await Pause.For(watch.IsTrouble ? LookAgainAfter : ClusterRegister.BeatEvery, time, stop);
        }
    }

    /// <returns>False: it has to wait until it can reach all hosts that are in the cluster.</returns>
    private async Task<bool> Join(AkkaCluster cluster, CancellationToken stop)
    {
        await AwaitTheVanished(stop);
        (var others, _epoch) = await register.TryForm(self, stop);
        if (await Silent(cluster, others, stop) is [_, ..] silent)
        {
            log.LogWarning("{Hosts} cannot be reached from here, and are in the cluster; this host joins once it reaches all", string.Join(", ", silent));
            return false;
        }

        var seeds = options.Seeds.Concat(others).Where(host => host != options.Address).Distinct().Select(host => AddressOf(cluster, host)).ToList();
        if (others.Count > 0)
        {
            log.LogInformation("joining the cluster '{Name}' by {Hosts}", options.Name, string.Join(", ", others));
            cluster.JoinSeedNodes(seeds);
        }
        else
        {
            log.LogInformation("forming the cluster '{Name}', unless one of {Seeds} is in it", options.Name, options.Seeds.Count > 0 ? string.Join(", ", options.Seeds) : "no seeds");
            cluster.JoinSeedNodes([cluster.SelfAddress, .. seeds]);   // being the first, it joins itself if no other answers
        }

        return true;
    }

    /// <summary>Hosts that do not answer: a host that one of the others cannot reach would be put out again.</summary>
    private async Task<IReadOnlyList<HostAddress>> Silent(AkkaCluster cluster, IReadOnlyList<HostAddress> others, CancellationToken stop)
    {
        var answers = await Task.WhenAll(others.Select(async host => (Host: host, Answered: await Answers(AddressOf(cluster, host), stop))));
        return [.. answers.Where(one => !one.Answered).Select(one => one.Host)];
    }

    private async Task<bool> Answers(Address host, CancellationToken stop)
    {
        try
        {
            await hosts.Ask<ActorIdentity>(host, RosterActor.Name, new Identify(null), stop);
            return true;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }

    /// <summary>Hosts of the register that did not write lately: gone, or kept from writing until a moment ago.</summary>
    private async Task AwaitTheVanished(CancellationToken stop)
    {
        var (hosts, now) = await register.Read(stop);
        var others = hosts.Where(host => host.Address != self.Address).ToList();
        if (others.Count > 0 && others.All(host => StoredTime.FromStored(host.SeenAt) < now - ClusterRegister.StaleAfter))
            await Pause.For(ClusterRegister.BeatEvery * 2, time, stop);
    }

    private async Task<bool> Try(Func<Task> act)
    {
        try
        {
            await act();
            _watch.Succeeded();
            return true;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception e)
        {
            _watch.Failed(e);
            return false;
        }
    }

    private static Address AddressOf(AkkaCluster cluster, HostAddress host) =>
        cluster.SelfAddress.WithHost(host.Host).WithPort(host.Port);
}
