using System.Collections.Concurrent;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.Chaos.Cluster;

/// <summary>A process that is started again whenever it ends, as a service manager would.</summary>
/// <param name="command">The same each time.</param>
/// <param name="log">File that all of its lives write to.</param>
internal sealed class Supervised(string name, IReadOnlyList<string> command, string log, IReadOnlyDictionary<string, string> environment, RunLog run)
{
    /// <summary>Between an end that nobody asked for and the next start: systemd's <c>RestartSec=2</c> of docs/agent.md.</summary>
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(2);

    private readonly ConcurrentQueue<double> _deaths = [];
    private volatile Daemon? _daemon;
    private volatile TaskCompletionSource? _mayStart;
    private int _endedByItself;

    public string Name => name;

    public string LogFile => log;

    /// <summary>Null while it is not running.</summary>
    public int? Pid => _daemon is { Exited.IsCompleted: false } daemon ? daemon.Pid : null;

    /// <summary>When it ended, in <see cref="Uptime"/>.</summary>
    public IReadOnlyCollection<double> Deaths => _deaths;

    /// <summary>How often it ended without being killed or stopped.</summary>
    public int EndedByItself => Volatile.Read(ref _endedByItself);

    /// <summary>Keeps it running until cancelled, then kills it.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var daemon = _daemon = Daemon.Start(name, command, log, environment);
            try
            {
                var code = await daemon.Exited.WaitAsync(stop);
                _deaths.Enqueue(Uptime.Now);
                if (_mayStart is { } mayStart)
                {
                    run.Write($"{name} ended with {code}");
                    await mayStart.Task.WaitAsync(stop);
                    _mayStart = null;
                }
                else
                {
                    Interlocked.Increment(ref _endedByItself);
                    run.Write($"{name} ended BY ITSELF with {code}");
                    await Task.Delay(UsualPause, stop);
                }

                run.Write($"{name} starts again");
            }
            catch (OperationCanceledException)
            {
                await daemon.KillAsync();
                _deaths.Enqueue(Uptime.Now);
                return;
            }
        }
    }

    /// <summary>Ends it by a signal and keeps it down for so long after it ended; completes when it is started again.</summary>
    public async Task EndAsync(int signal, TimeSpan down, CancellationToken ct)
    {
        var mayStart = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_daemon is not { Exited.IsCompleted: false } daemon || Interlocked.CompareExchange(ref _mayStart, mayStart, null) is not null)
            return; // it is down, or on its way
        try
        {
            daemon.Send(signal);
            await daemon.Exited.WaitAsync(ct);
            await Task.Delay(down, ct);
        }
        finally
        {
            mayStart.SetResult();
        }
    }

    public void Send(int signal) => _daemon?.Send(signal);
}
