using System.Diagnostics.Metrics;
using Pushy.Actors.Jobs;
using Pushy.Actors.Presence;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Jobs;
using Pushy.Domain.Jobs;

namespace Pushy.Actors;

/// <summary>What the actors of one host count: instruments of .NET, which cost next to nothing while nobody listens.</summary>
public sealed class HostMetrics
{
    private static readonly JobStatus[] Unfinished = [JobStatus.Voting, JobStatus.Running];

    private static readonly (NodeAvailability Availability, string Word)[] Connected =
        [(NodeAvailability.Idle, "idle"), (NodeAvailability.Busy, "busy"), (NodeAvailability.Rehabilitating, "rehabilitating")];

    /// <param name="meter">Of one host: two in one process must not count together.</param>
    /// <param name="jobs">The host's jobs.</param>
    /// <param name="nodes">The host's nodes.</param>
    public HostMetrics(Meter meter, JobRoster jobs, NodeRoster nodes)
    {
        ArgumentNullException.ThrowIfNull(meter);

        Jobs = new JobMetrics(meter);
        Writers = new WriterMetrics(meter);
        meter.CreateObservableUpDownCounter(
            "pushy.jobs.unfinished",
            () => Unfinished.Select(status => new Measurement<long>(jobs.Count(status), KeyValuePair.Create<string, object?>("status", StateNames.Of(status, Dialect.PushJobs)))),
            "{job}", "Unfinished jobs that live on this host, by status, in jobs.");
        meter.CreateObservableUpDownCounter(
            "pushy.nodes",
            () => Connected.Select(one => new Measurement<long>(nodes.Count(one.Availability), KeyValuePair.Create<string, object?>("state", one.Word))),
            "{node}", "Connected nodes whose presence lives on this host, by what they are at, in nodes.");
    }

    public JobMetrics Jobs { get; }

    public WriterMetrics Writers { get; }
}
