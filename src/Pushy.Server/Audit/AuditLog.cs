using System.Threading.Channels;
using Pushy.Server.Background;
using Pushy.Server.Configuration;
using Pushy.Server.Storage;

namespace Pushy.Server.Audit;

/// <summary>
/// Takes entries without making requests wait, and writes them in batches. While the database is away they wait; what does not fit any more, or
/// could not be written before the server ends, goes to the server's log as a warning, so that nothing is lost in silence
/// (docs/decisions/0071).
/// </summary>
public sealed class AuditLog(AuditStore store, AuditOptions options, TimeProvider clock, BackgroundLoops loops, ILogger<AuditLog> log)
    : BackgroundLoop(loops.Watch("audit-log", "the audit log cannot be written", log))
{
    private const int MaxWaiting = 10_000;
    private const int MaxBatch = 500;

    /// <summary>How long a batch gathers: it bounds both what a crash can take and the transactions a second.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PurgeEvery = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(5);

    private readonly LoopWatch _purges = loops.Watch("audit-purge", "old entries of the audit log cannot be deleted", log);
    private readonly RefusalTally _refusals = new();
    private readonly Channel<AuditEntry> _waiting =
        Channel.CreateBounded<AuditEntry>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    public void Record(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);

        var clean = entry.Cleaned();
        if (clean.Outcome == AuditOutcome.Refused)
        {
            if (_refusals.Take(clean) is not { } first)
                return;
            clean = first;
        }

        Enqueue(clean);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        EndWindow();
        _waiting.Writer.TryComplete();
        await base.StopAsync(cancellationToken);   // asks the loop to hurry, and waits for it
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var windows = clock.CreateTimer(_ => EndWindow(), null, RefusalTally.Window, RefusalTally.Window);
        using var purges = clock.CreateTimer(_ => _ = _purges.Try(ct => store.Purge(options, clock.GetUtcNow(), ct), stoppingToken), null, TimeSpan.Zero, PurgeEvery);
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await Pause(Gather, stoppingToken);
            var batch = new List<AuditEntry>();
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var entry))
                batch.Add(entry);
            await Write(batch, stoppingToken);
        }
    }

    private void EndWindow()
    {
        foreach (var entry in _refusals.EndWindow())
            Enqueue(entry);
    }

    private void Enqueue(AuditEntry entry)
    {
        if (!_waiting.Writer.TryWrite(entry))
            Lose(entry);
    }

    /// <summary>Again and again while the database is away; after the server was asked to end, only for a moment.</summary>
    private async Task Write(List<AuditEntry> batch, CancellationToken stopping)
    {
        while (true)
        {
            using var patience = new CancellationTokenSource();
            using var hurry = stopping.UnsafeRegister(one => ((CancellationTokenSource)one!).CancelAfter(LastPatience), patience);
            try
            {
                await store.Write(batch, patience.Token);
                Watch.Succeeded();
                return;
            }
            catch (Exception e) when (StorageFaults.IsUnavailable(e) && !stopping.IsCancellationRequested)
            {
                Watch.Failed(e);
                await Pause(RetryAfter, stopping);
            }
            catch (Exception e)
            {
                Watch.Failed(e);
                log.LogError(e, "{Count} entries of the audit log could not be written; they follow", batch.Count);
                foreach (var entry in batch)
                    Lose(entry);
                return;
            }
        }
    }

    private void Lose(AuditEntry entry) => log.LogWarning("audit entry that could not be stored: {Entry}", entry);

    private static async Task Pause(TimeSpan length, CancellationToken stopping) =>
        await Task.Delay(length, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
