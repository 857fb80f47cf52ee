using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Pushy.Actors.ReadModel;

/// <summary>What the writers of the read model count.</summary>
public sealed class WriterMetrics
{
    private readonly ConcurrentDictionary<string, WriterMeter> _writers = new(StringComparer.Ordinal);
    private readonly Counter<long> _failed;
    private readonly Counter<long> _refused;
    private readonly Histogram<double> _duration;
    private readonly Histogram<long> _items;

    public WriterMetrics(Meter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);

        meter.CreateObservableUpDownCounter("pushy.writer.waiting", Waiting, "{item}", $"Items that wait for a writer of the read model, in items; at {BatchWriter<int>.MaxWaiting} it takes no more.");
        _duration = meter.CreateHistogram("pushy.writer.batch.duration", "s", "One transaction of a writer of the read model, in seconds.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
        _items = meter.CreateHistogram("pushy.writer.batch.items", "{item}", "Items in one transaction of a writer of the read model, in items.", null,
            new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500] });
        _failed = meter.CreateCounter<long>("pushy.writer.failures", "{transaction}", "Transactions of a writer of the read model that failed and are tried again, in transactions.");
        _refused = meter.CreateCounter<long>("pushy.writer.refused", "{item}", "Items that a writer of the read model had no room for and that come again, in items.");
    }

    /// <summary>The counts of one writer.</summary>
    /// <param name="writer">One of a few words.</param>
    public WriterMeter Of(string writer) => _writers.GetOrAdd(writer, name =>
    {
        var label = KeyValuePair.Create<string, object?>("writer", name);
        _failed.Add(0, label);
        _refused.Add(0, label);
        return new WriterMeter(this, label);
    });

    private IEnumerable<Measurement<long>> Waiting() => _writers.Values.Select(writer => new Measurement<long>(writer.Waiting, writer.Label));

    internal void Record(KeyValuePair<string, object?> label, int items, TimeSpan took, bool written)
    {
        _duration.Record(took.TotalSeconds, label);
        _items.Record(items, label);
        if (!written)
            _failed.Add(1, label);
    }

    internal void Refuse(KeyValuePair<string, object?> label) => _refused.Add(1, label);
}

/// <summary>What one writer counts; written by its actor, read by anyone.</summary>
public sealed class WriterMeter
{
    private readonly WriterMetrics _all;
    private long _waiting;

    internal WriterMeter(WriterMetrics all, KeyValuePair<string, object?> label) => (_all, Label) = (all, label);

    internal KeyValuePair<string, object?> Label { get; }

    internal long Waiting => Volatile.Read(ref _waiting);

    internal void Waits(int items) => Volatile.Write(ref _waiting, items);

    internal void Wrote(int items, TimeSpan took, bool written) => _all.Record(Label, items, took, written);

    internal void Refused() => _all.Refuse(Label);
}
