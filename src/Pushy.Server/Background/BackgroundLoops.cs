using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Pushy.Server.Background;

/// <summary>All work that this host does beside its requests, so that <c>doctor</c> and the metrics can say which of it fails.</summary>
public sealed class BackgroundLoops
{
    private readonly ConcurrentDictionary<string, LoopWatch> _watches = new(StringComparer.Ordinal);
    private readonly Counter<long> _failures;
    private readonly TimeProvider _time;

    public BackgroundLoops(Meter meter, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(meter);

        _time = time;
        _failures = meter.CreateCounter<long>(
            "pushy.background.failures", "{try}", "Tries of background work that failed, by which work it was, in tries.");
        meter.CreateObservableGauge(
            "pushy.background.failing",
            () => _watches.Values.Select(watch => new Measurement<int>(watch.Complaint is null ? 0 : 1, Label(watch.Name))),
            null, "1 while the last try of this background work failed.");
    }

    /// <summary>What fails now, as sentences for people; none: all works.</summary>
    public IReadOnlyList<string> Complaints =>
        [.. _watches.Values.OrderBy(watch => watch.Name, StringComparer.Ordinal).Select(watch => watch.Complaint).OfType<string>()];

    /// <summary>Begins to watch one kind of work. Asked again, it gives the same watch.</summary>
    /// <param name="name">The label in metrics: lower case words with hyphens.</param>
    /// <param name="work">What cannot be done while it fails; a sentence goes on with "cannot be …".</param>
    /// <param name="log">Where failures are told.</param>
    public LoopWatch Watch(string name, string work, ILogger log) => _watches.GetOrAdd(name, _ =>
    {
        var label = Label(name);
        _failures.Add(0, label);   // the series begins at zero, so that a rate shows the first failure too
        return new LoopWatch(name, work, () => _failures.Add(1, label), _time, log);
    });

    private static KeyValuePair<string, object?> Label(string name) => new("loop", name);
}
