using System.Diagnostics.Metrics;
using System.Reflection;
using Pushy.Server.Gateway;

namespace Pushy.Server.Metrics;

/// <summary>Who reads on for as long as something lasts.</summary>
public enum ReaderKind
{
    JobFeed,
    OrganizationFeed,
    Output,
}

/// <summary>What the gateway and what is behind it count.</summary>
public sealed class ServerMetrics
{
    private static readonly string[] Readers = ["job_feed", "organization_feed", "output"];

    private readonly Counter<long> _refusedSignIns;
    private readonly Counter<long> _unavailable;
    private readonly Counter<long> _lookups;
    private readonly UpDownCounter<long> _readers;
    private readonly Counter<long> _removedJobs;
    private readonly Counter<long> _removedRows;

    public ServerMetrics(Meter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);

        _refusedSignIns = meter.CreateCounter<long>("pushy.sign_in.refusals", "{request}", "Requests refused for who sent them or how often, by reason, in requests.");
        _unavailable = meter.CreateCounter<long>("pushy.storage.refusals", "{request}", "Requests answered 503 because the storage was unavailable, in requests.");
        _lookups = meter.CreateCounter<long>("pushy.directory.lookups", "{lookup}", "Questions to the directory, by what was asked for and whether the answer was remembered, in questions.");
        _readers = meter.CreateUpDownCounter<long>("pushy.readers", "{reader}", "Readers of feeds and of output that goes on, by what they read, in readers.");
        _removedJobs = meter.CreateCounter<long>("pushy.retention.removed.jobs", "{job}", "Jobs that this host removed because they ended long ago, in jobs.");
        _removedRows = meter.CreateCounter<long>("pushy.retention.removed.rows", "{row}", "Rows of such jobs that this host deleted, in rows.");
        meter.CreateObservableGauge(
            "pushy.build.info",
            () => new Measurement<long>(1, KeyValuePair.Create<string, object?>("version", Version)), null, "Always 1; the label is the program's version.");
        Publish();
    }

    internal static string Version { get; } =
        typeof(ServerMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    internal void Refused(Refusal refusal)
    {
        if (refusal.Denial is { } reason)
            _refusedSignIns.Add(1, Label("reason", reason));
        if (ReferenceEquals(refusal, Refusal.StorageUnavailable))
            _unavailable.Add(1);
    }

    /// <param name="what">organization, principals or group.</param>
    internal void LookedUp(string what, bool known) => _lookups.Add(1, Label("kind", what), Label("result", known ? "hit" : "miss"));

    /// <summary>A reader came; it goes when the result is disposed of.</summary>
    internal Reading Reads(ReaderKind kind) => new(_readers, Label("kind", Readers[(int)kind]));

    /// <param name="jobs">Removed since the last look.</param>
    /// <param name="rows">Of theirs.</param>
    internal void Removed(int jobs, long rows)
    {
        _removedJobs.Add(jobs);
        _removedRows.Add(rows);
    }

    private void Publish()
    {
        _unavailable.Add(0);
        _removedJobs.Add(0);
        _removedRows.Add(0);
        foreach (var reason in Refusal.Denials)
            _refusedSignIns.Add(0, Label("reason", reason));
        foreach (var reader in Readers)
            _readers.Add(0, Label("kind", reader));
    }

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);

    internal readonly struct Reading : IDisposable
    {
        private readonly UpDownCounter<long> _readers;
        private readonly KeyValuePair<string, object?> _label;

        public Reading(UpDownCounter<long> readers, KeyValuePair<string, object?> label)
        {
            (_readers, _label) = (readers, label);
            readers.Add(1, label);
        }

        public void Dispose() => _readers.Add(-1, _label);
    }
}
