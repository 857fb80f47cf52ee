using System.Runtime.InteropServices;
using System.Threading.Channels;
using Pushy.Agent.Jobs;
using Pushy.Agent.Link;
using Pushy.Agent.Outputs;
using Pushy.Agent.Settings;
using Pushy.Agent.State;
using Pushy.Agent.Supervision;

namespace Pushy.Agent;

/// <summary>The <c>run</c> command: puts the parts together and runs them until a signal says stop.</summary>
internal static class AgentProgram
{
    /// <summary>Signals that may wait for the loop; more than that, and links and supervisors wait.</summary>
    private const int MaxWaitingSignals = 256;

    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(10);

    /// <summary>Beyond the grace before KILL, so long may a stop take.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);

    /// <param name="read">Reads the settings; again at each SIGHUP.</param>
    public static async Task<int> RunAsync(Func<AgentSettings> read)
    {
        var time = TimeProvider.System;
        var settings = read();
        var log = new Log(settings.Node, time, Console.Error, settings.LogFormat);
        var live = new LiveSettings(settings, read, log);
        using var reloading = new ReloadSignal(live.Reload, log);
        using var disk = StateDirectory.Open(settings.StateDir);
        await KillLeftoversAsync(settings, disk, time, log);
        JobCgroup.RemoveEmpty(settings.Node);

        var signals = Channel.CreateBounded<LoopSignal>(new BoundedChannelOptions(MaxWaitingSignals) { SingleReader = true });
        var outputs = new OutputFiles(settings.StateDir);
        using var ticker = new OutputTicker(signals.Writer, time);
        var runner = new JobRunner(live, disk, outputs, signals.Writer, time, log);
        var incarnation = Guid.NewGuid().ToString();
        var loop = new AgentLoop(live, disk, runner, new(outputs, time), ticker, signals.Reader, incarnation, time, log);
        loop.Restart();
        runner.CleanFiles();

        using var stop = new CancellationTokenSource();
        using var term = OnSignal(PosixSignal.SIGTERM, stop);
        using var interrupt = OnSignal(PosixSignal.SIGINT, stop);
        using var quit = OnSignal(PosixSignal.SIGQUIT, stop);
        log.Info($"pushy-agent {ProductVersion.Text} starts as node {settings.Node} of {settings.Organization}, incarnation {incarnation}, state in {settings.StateDir}");

        using var unlink = new CancellationTokenSource();
        var link = new ServerLink(live, new ServerPin(settings), signals.Writer, time, log);
        var linking = new LinkKeeper(live, link, time, Random.Shared, log).RunAsync(unlink.Token);
        var beating = BeatAsync(signals.Writer, runner, time, stop.Token);
        var stopping = StopAsync(signals.Writer, () => runner.KillGrace + StopPatience, time, stop.Token);

        var looping = loop.RunAsync();
        await await Task.WhenAny(looping, linking);     // linking ends first only by a fault, which then ends the program
        await looping;
        await unlink.CancelAsync();
        await Task.WhenAny(linking);
        signals.Writer.TryComplete();
        await Task.WhenAll(beating, runner.Running.WaitAsync(StopPatience, time)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        log.Info($"stopped");
        return ExitCodes.Ok;
    }

    private static async Task KillLeftoversAsync(AgentSettings settings, StateDirectory disk, TimeProvider time, Log log)
    {
        if (disk.Recovered.Hand.JobInHand is not { } job)
            return;
        log.Warn($"job {job} was running when the agent ended; what is left of it is killed");
        var survivors = await Leftovers.KillAsync(settings.Node, job.Value, disk.LeftSupervisor, time);
        if (survivors > 0)
            log.Error($"job {job}: {survivors} of its processes could not be killed");
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });

    private static async Task BeatAsync(ChannelWriter<LoopSignal> loop, JobRunner runner, TimeProvider time, CancellationToken stop)
    {
        using var ticks = new PeriodicTimer(HeartbeatInterval, time);
        var cleaned = time.GetTimestamp();
        try
        {
            await Task.Delay(HeartbeatInterval * (Random.Shared.NextDouble() / 10), time, stop);      // so that a fleet started together does not beat together
            while (await ticks.WaitForNextTickAsync(stop))
            {
                await loop.WriteAsync(new LoopSignal.Beat(), stop);
                if (time.GetElapsedTime(cleaned) < JobFiles.CleanEvery)
                    continue;
                runner.CleanFiles();
                cleaned = time.GetTimestamp();
            }
        }
        catch (OperationCanceledException)
        {
            // The agent stops.
        }
    }

    private static async Task StopAsync(ChannelWriter<LoopSignal> loop, Func<TimeSpan> patience, TimeProvider time, CancellationToken stop)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await loop.WriteAsync(new LoopSignal.Stop(), CancellationToken.None);
        await Task.Delay(patience(), time, CancellationToken.None);
        loop.TryWrite(new LoopSignal.GiveUp());
    }
}
