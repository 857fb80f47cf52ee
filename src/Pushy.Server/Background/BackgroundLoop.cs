using Pushy.Server.Hosting;

namespace Pushy.Server.Background;

/// <summary>
/// Work that goes on for as long as the server runs. It never ends for an error: what escapes <see cref="RunAsync"/> is told by its <see cref="LoopWatch"/>, and the
/// work begins again after <see cref="BeginAgainAfter"/>. All background work of the server derives from this class; a test holds that.
/// </summary>
public abstract class BackgroundLoop : BackgroundService
{
    /// <summary>A mistake that shows at once must not keep a processor busy.</summary>
    public static readonly TimeSpan BeginAgainAfter = TimeSpan.FromSeconds(1);

    private protected BackgroundLoop(LoopWatch watch) => Watch = watch;

    /// <summary>Tells log, metric and <c>doctor</c> how the work goes.</summary>
    protected LoopWatch Watch { get; }

    /// <summary>Does the work until the server ends; what it tries goes through <see cref="Watch"/>.</summary>
    protected abstract Task RunAsync(CancellationToken stoppingToken);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();   // the host's start does not wait for the first try
        while (true)
        {
            try
            {
                await RunAsync(stoppingToken);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Watch.Failed(e);
            }

            if (!await Pause.For(BeginAgainAfter, Watch.Time, stoppingToken))
                return;
        }
    }
}
