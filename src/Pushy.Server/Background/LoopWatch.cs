using Pushy.Server.Storage;

namespace Pushy.Server.Background;

/// <summary>
/// Carries out one kind of background work and keeps count of how it goes. No exception gets past it: a failure is logged, counted and told by <c>doctor</c>, and
/// the caller tries again when it is due. In a row of failures the first is logged, and then one a minute; the first success after them is logged, too.
/// </summary>
public sealed class LoopWatch
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly string _work;
    private readonly Action _count;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private Row? _failing;

    internal LoopWatch(string name, string work, Action count, TimeProvider time, ILogger log) =>
        (Name, _work, _count, _time, _log) = (name, work, count, time, log);

    /// <summary>The label in metrics.</summary>
    public string Name { get; }

    /// <summary>The clock that the work goes by.</summary>
    internal TimeProvider Time => _time;

    /// <summary>A sentence for people while the last try failed; null while it works.</summary>
    public string? Complaint
    {
        get
        {
            lock (_gate)
            {
                return _failing is { } row
                    ? $"{_work} since {row.Since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC ({row.Failures} tries failed): {row.Last}"
                    : null;
            }
        }
    }

    /// <summary>Tries once.</summary>
    /// <returns>False: it failed, or the server ends.</returns>
    public async Task<bool> Try(Func<CancellationToken, Task> act, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(act);

        try
        {
            await act(stop);
            Succeeded();
            return true;
        }
        catch (Exception e) when (stop.IsCancellationRequested)
        {
            _log.LogDebug("the server ends: {Problem}", e.Message);
            return false;
        }
        catch (Exception e)
        {
            Failed(e);
            return false;
        }
    }

    /// <summary>Keeps count of a failure that the caller saw itself.</summary>
    public void Failed(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);

        var why = exception.GetBaseException().Message;
        bool isToTell;
        int failures;
        _count();
        lock (_gate)
        {
            var row = _failing ??= new Row(_time.GetUtcNow());
            (row.Last, failures) = (why, ++row.Failures);
            isToTell = failures == 1 || _time.GetElapsedTime(row.ToldAt) >= TellEvery;
            if (isToTell)
                row.ToldAt = _time.GetTimestamp();
        }

        if (!isToTell)
            return;
        if (StorageFaults.IsUnavailable(exception))
            _log.LogWarning("{Work}, try {Failures} failed: {Problem}", _work, failures, why);
        else
            _log.LogError(exception, "{Work}, try {Failures} failed", _work, failures);
    }

    /// <summary>Ends a row of failures.</summary>
    public void Succeeded()
    {
        Row? over;
        lock (_gate)
            (over, _failing) = (_failing, null);
        if (over is not null)
            _log.LogInformation("{Loop} works again, after {Failures} tries that failed", Name, over.Failures);
    }

    private sealed class Row(DateTimeOffset since)
    {
        public DateTimeOffset Since { get; } = since;

        public string Last { get; set; } = "";

        public int Failures { get; set; }

        public long ToldAt { get; set; }
    }
}
