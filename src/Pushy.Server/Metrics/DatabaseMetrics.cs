using System.Diagnostics.Metrics;
using Pushy.Server.Configuration;
using Pushy.Server.Storage;

namespace Pushy.Server.Metrics;

/// <summary>Connections to PostgreSQL. The driver counts them by a pool's name, which is a connection string; here they are counted by state alone.</summary>
internal sealed class DatabaseMetrics : IDisposable
{
    private const string Driver = "Npgsql";
    private const string Count = "db.client.connection.count";
    private const string State = "db.client.connection.state";
    private static readonly string[] States = ["idle", "used"];

    private readonly MeterListener _driver = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _sums = new(StringComparer.Ordinal);

    public DatabaseMetrics(Meter meter, Database database)
    {
        if (database.Provider != StorageProvider.PostgreSql)
            return;

        _driver.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == Driver && instrument.Name == Count)
                listener.EnableMeasurementEvents(instrument);
        };
        _driver.SetMeasurementEventCallback<int>((_, connections, labels, _) => Add(connections, labels));
        _driver.SetMeasurementEventCallback<long>((_, connections, labels, _) => Add(connections, labels));
        _driver.Start();
        meter.CreateObservableUpDownCounter("pushy.database.connections", Sum, "{connection}", "Connections to PostgreSQL that are open, by state, in connections.");
    }

    public void Dispose() => _driver.Dispose();

    private List<Measurement<long>> Sum()
    {
        lock (_lock)
        {
            foreach (var state in States)
                _sums[state] = 0;
            _driver.RecordObservableInstruments();
            return [.. States.Select(state => new Measurement<long>(_sums[state], KeyValuePair.Create<string, object?>("state", state)))];
        }
    }

    /// <summary>Called by the driver while the lock is held, on the same thread.</summary>
    private void Add(long connections, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        foreach (var label in labels)
        {
            if (label.Key == State && label.Value is string state && _sums.ContainsKey(state))
                _sums[state] += connections;
        }
    }
}
