using System.Diagnostics;
using Pushy.Contracts.Jobs;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Jobs;

/// <summary>
/// The spans of one traced job on this host: its vote and its run, children of the request that it was posted with, and below them its writes and its nodes'.
/// A job that goes on elsewhere goes on in the same trace, with a new span for the rest of its phase. There are at most <see cref="MaxNodes"/> nodes and
/// <see cref="MaxWrites"/> writes in it, however large the job is. No command, output or variable is in any of them.
/// </summary>
internal sealed class JobTrace
{
    /// <summary>Nodes of a job that have spans of their own: the first ones asked for.</summary>
    public const int MaxNodes = 100;

    /// <summary>Writes to the journal that have spans.</summary>
    public const int MaxWrites = 50;

    private readonly ActivitySource _source;
    private readonly ActivityContext _request;
    private readonly string _job;
    private volatile Activity? _phase;
    private int _nodes;
    private int _writes;

    private JobTrace(ActivitySource source, ActivityContext request, JobSpec spec) => (_source, _request, _job) = (source, request, spec.Id.Value);

    /// <summary>For the agents of nodes without spans of their own; null before the first phase.</summary>
    public string? Traceparent => _phase?.Id;

    private ActivityContext Parent => _phase?.Context ?? _request;

    /// <summary>Null for a job that is not traced, or where nobody wants to know.</summary>
    public static JobTrace? Of(ActivitySource? source, JobSpec spec) =>
        spec.Trace is { } request && source?.HasListeners() == true && ActivityContext.TryParse(request, null, isRemote: true, out var context) ? new JobTrace(source, context, spec) : null;

    /// <summary>The job entered a status, or went on in it after a recovery.</summary>
    public void Enter(JobState.Known job, bool recovered)
    {
        End(job.Since.UtcDateTime);
        var name = job switch
        {
            JobState.Voting => "job vote",
            JobState.Running => "job run",
            _ => null,
        };
        if (name is null)
            return;

        var phase = Start(_source, name, ActivityKind.Internal, _request, recovered ? default : job.Since);
        phase?.SetTag("pushy.job.id", _job).SetTag("pushy.organization.id", job.Spec.Organization).SetTag("pushy.job.nodes", job.Spec.Nodes.Length).SetTag("pushy.job.quorum", job.Spec.Quorum);
        if (recovered)
            phase?.SetTag("pushy.recovered", true);
        _phase = phase;
    }

    /// <summary>The job ended; after <see cref="Enter"/>.</summary>
    public void Finish(JobState.Finished job)
    {
        using var end = Start(_source, "job end", ActivityKind.Internal, _request, job.Since);
        end?.SetTag("pushy.job.id", _job).SetTag("pushy.job.status", StateNames.Of(job.How, Dialect.PushJobs));
        foreach (var state in Enum.GetValues<NodeState>().Where(state => job.Nodes.Counts.Of(state) > 0))
            end?.SetTag("pushy.nodes." + StateNames.Of(state, Dialect.PushJobs), job.Nodes.Counts.Of(state));
        if (job.How is not JobStatus.Complete)
            end?.SetStatus(ActivityStatusCode.Error, StateNames.Of(job.How, Dialect.PushJobs));
    }

    /// <summary>A write to the journal begins; to be disposed of when it is durable.</summary>
    public Activity? BeginWrite(int events)
    {
        if (_writes++ >= MaxWrites)
            return null;
        return Start(_source, "journal write", ActivityKind.Client, Parent)?.SetTag("pushy.job.id", _job).SetTag("pushy.journal.events", events);
    }

    /// <summary>A node's spans; null for the nodes that have none. Called by many actors.</summary>
    public NodeTrace? Of(NodeName node) => Interlocked.Increment(ref _nodes) <= MaxNodes ? new NodeTrace(this, node) : null;

    /// <summary>The job leaves this host, or is over.</summary>
    public void End(DateTime at = default)
    {
        if (_phase is not { } phase)
            return;
        if (at != default && at > phase.StartTimeUtc)
            phase.SetEndTime(at);
        if (Volatile.Read(ref _nodes) is > MaxNodes and var nodes)
            phase.SetTag("pushy.nodes_without_spans", nodes - MaxNodes);
        phase.Dispose();
        _phase = null;
    }

    /// <summary>A span of a node in the phase that the job is in.</summary>
    internal Activity? StartNode(string name, NodeName node) =>
        Start(_source, name, ActivityKind.Client, Parent)?.SetTag("pushy.job.id", _job).SetTag("pushy.node", node.Value);

    /// <summary>What the agent tells of its process, by its clock.</summary>
    internal Activity? StartExec(Activity run, NodeName node, DateTimeOffset startedAt) =>
        Start(_source, "exec", ActivityKind.Server, run.Context, startedAt)?.SetTag("pushy.job.id", _job).SetTag("pushy.node", node.Value);

    /// <summary>Without making it what this thread is at: an actor's next message has nothing to do with it.</summary>
    private static Activity? Start(ActivitySource source, string name, ActivityKind kind, ActivityContext parent, DateTimeOffset at = default)
    {
        var before = Activity.Current;
        var span = source.StartActivity(name, kind, parent, startTime: at);
        Activity.Current = before;
        return span;
    }
}
