using System.Collections.Immutable;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Journal;

/// <summary>Events as stored, and back.</summary>
internal static class StoredEvents
{
    public static StoredEvent Store(JobEvent @event) => @event switch
    {
        JobEvent.Submitted(var spec, var at, var until) => new("submitted", at) { Spec = Store(spec), Until = until },
        JobEvent.NodeReady(var node, var at) => new("node_ready", at) { Node = node.Value },
        JobEvent.NodeStarted(var node, var at, var started) => new("node_started", at) { Node = node.Value, Started = started },
        JobEvent.NodeEnded(var node, var how, var at) => new("node_ended", at) { Node = node.Value, How = StoredEndings.Store(how) },
        JobEvent.NodeStrayed(var node, var at) => new("node_strayed", at) { Node = node.Value },
        JobEvent.VoteClosed(var at) => new("vote_closed", at),
        JobEvent.QuorumReached(var at, var until) => new("quorum_reached", at) { Until = until },
        JobEvent.QuorumFailed(var at) => new("quorum_failed", at),
        JobEvent.Completed(var at) => new("completed", at),
        JobEvent.TimedOut(var at) => new("timed_out", at),
        JobEvent.Aborted(var by, var at) => new("aborted", at) { By = by },
        _ => throw new InvalidOperationException($"{@event.GetType().Name} has no stored form"),
    };

    public static JobEvent Restore(StoredEvent stored) => stored.T switch
    {
        "submitted" => new JobEvent.Submitted(Restore(Need(stored.Spec, stored)), stored.At, Need(stored.Until, stored)),
        "node_ready" => new JobEvent.NodeReady(Node(stored), stored.At),
        "node_started" => new JobEvent.NodeStarted(Node(stored), stored.At, stored.Started),
        "node_ended" => new JobEvent.NodeEnded(Node(stored), StoredEndings.Restore(Need(stored.How, stored)), stored.At),
        "node_strayed" => new JobEvent.NodeStrayed(Node(stored), stored.At),
        "vote_closed" => new JobEvent.VoteClosed(stored.At),
        "quorum_reached" => new JobEvent.QuorumReached(stored.At, Need(stored.Until, stored)),
        "quorum_failed" => new JobEvent.QuorumFailed(stored.At),
        "completed" => new JobEvent.Completed(stored.At),
        "timed_out" => new JobEvent.TimedOut(stored.At),
        "aborted" => new JobEvent.Aborted(Need(stored.By, stored), stored.At),
        _ => throw new InvalidDataException($"the journal has the event '{stored.T}', which this version does not know"),
    };

    public static StoredSpec Store(JobSpec spec) => new(
        spec.Id.Value, spec.Organization, spec.Command, [.. spec.Nodes.Select(node => node.Value)], spec.Quorum,
        (long)spec.RunTimeout.TotalSeconds, (long)spec.VoteWindow.TotalMilliseconds, spec.RequestedBy)
    {
        User = spec.Options.User,
        Dir = spec.Options.Dir,
        Env = spec.Options.Env,
        File = spec.Options.File,
        Capture = spec.Options.CaptureOutput,
        Trace = spec.Trace,
        StarterId = spec.StarterId,
    };

    public static JobSpec Restore(StoredSpec stored) => new(
        new JobId(stored.Id), stored.Organization, stored.Command, [.. stored.Nodes.Select(node => new NodeName(node))], stored.Quorum,
        TimeSpan.FromSeconds(stored.RunTimeoutSeconds), TimeSpan.FromMilliseconds(stored.VoteWindowMilliseconds),
        new RunOptions(stored.User, stored.Dir, stored.Env?.ToImmutableSortedDictionary(StringComparer.Ordinal), stored.File, stored.Capture),
        stored.RequestedBy)
    {
        Trace = stored.Trace,
        StarterId = stored.StarterId,
    };

    private static NodeName Node(StoredEvent stored) => new(Need(stored.Node, stored));

    private static T Need<T>(T? field, StoredEvent stored)
        where T : class => field ?? throw Damaged(stored);

    private static T Need<T>(T? field, StoredEvent stored)
        where T : struct => field ?? throw Damaged(stored);

    private static InvalidDataException Damaged(StoredEvent stored) => new($"the journal's event '{stored.T}' lacks a field");
}
