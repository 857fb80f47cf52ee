using System.Text;
using System.Text.Json;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Jobs;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Permissions;

namespace Pushy.Server.Jobs;

/// <summary>Jobs as the API shows them (rest-api.md §5, §6).</summary>
internal static class JobDocuments
{
    /// <param name="sight">How much of it is shown.</param>
    /// <param name="own">The node whose part is shown where only that is; it need not be in the job.</param>
    public static JobDocument Of(JobState.Known job, Dialect dialect, bool includeFile, JobSight sight, NodeName? own = null) => sight is JobSight.All
        ? Whole(job, dialect, includeFile)
        : Whole(job, dialect, includeFile: false, withNodes: false) with
        {
            Nodes = NodesByState(sight is JobSight.Shape ? job.Spec.Nodes : own is { } node && job.Nodes.Find(node) is not null ? [node] : [], job, dialect),
            NodeCounts = sight is JobSight.Shape ? null : Counts(job.Nodes.Counts, dialect),
            Env = Harmless(job.Spec.Options.Env),
            EnvNames = NamesOf(job.Spec.Options.Env),
            FileBytes = job.Spec.Options.File is { } file ? SizeOf(file) : null,
        };

    private static JobDocument Whole(JobState.Known job, Dialect dialect, bool includeFile, bool withNodes = true) =>
        new(job.Spec.Id.Value, job.Spec.Command, StateNames.Of(job.Status(), dialect), (int)job.Spec.RunTimeout.TotalSeconds, RestDates.Write(job.CreatedAt), RestDates.Write(job.Since))
        {
            Nodes = withNodes ? NodesByState(job.Spec.Nodes, job, dialect) : null,
            User = job.Spec.Options.User,
            Dir = job.Spec.Options.Dir,
            Env = job.Spec.Options.Env,
            CaptureOutput = job.Spec.Options.CaptureOutput,
            FileSpecified = job.Spec.Options.File is not null && !includeFile,
            File = includeFile ? job.Spec.Options.File : null,
        };

    /// <param name="withOutcome">Whether it was asked how the nodes fared.</param>
    public static JobDocument Of(JobListing job, Dialect dialect, JobSight sight, bool withOutcome)
    {
        var env = job.Env is { } text ? JsonSerializer.Deserialize(text, RestContext.Wire.IReadOnlyDictionaryStringString) : null;
        return new JobDocument(job.Id.Value, job.Command, StateNames.Of(job.Status, dialect), (int)job.RunTimeoutSeconds, RestDates.Write(job.CreatedAt), RestDates.Write(job.UpdatedAt))
        {
            User = job.User,
            Dir = job.Dir,
            Env = sight is JobSight.All ? env : Harmless(env),
            EnvNames = sight is JobSight.All ? null : NamesOf(env),
            CaptureOutput = job.CaptureOutput,
            FileSpecified = job.FileSpecified,
            Outcome = withOutcome && job is { Succeeded: { } succeeded, Failed: { } failed } ? new JobOutcomeDocument(job.NodeCount, succeeded, failed) : null,
        };
    }

    /// <summary>A page of nodes in request order.</summary>
    /// <param name="first">Index of the page's first node.</param>
    public static JobNodesPage PageOf(JobState.Known job, int first, int limit)
    {
        var last = Math.Min((long)first + limit, job.Spec.Nodes.Length);
        var nodes = new List<JobNodeDocument>();
        for (var i = first; i < last; i++)
            nodes.Add(Of(job.Spec.Nodes[i], job.Nodes.Find(job.Spec.Nodes[i])!));
        return new JobNodesPage(nodes, last < job.Spec.Nodes.Length ? last.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
    }

    /// <summary>A page of one node alone, for a node that sees no other.</summary>
    public static JobNodesPage PageOf(JobState.Known job, NodeName own) => new(job.Nodes.Find(own) is { } part ? [Of(own, part)] : [], null);

    /// <summary>One node's part.</summary>
    public static JobNodeDocument Of(NodeName node, NodePart part)
    {
        var result = part.Ending is NodeEnding.Ended ended ? ended.Result : null;
        return new JobNodeDocument(node.Value, StateNames.Of(part.State, Dialect.PushJobs))
        {
            Reason = part.Ending?.Code(),
            Detail = part.Ending?.Sentence(),
            ExitStatus = result?.ExitStatus,
            Signal = result?.Signal,
            StartedAt = part.Started,
            EndedAt = part.EndedAt,
        };
    }

    private static Dictionary<string, IReadOnlyList<string>> NodesByState(IReadOnlyList<NodeName> nodes, JobState.Known job, Dialect dialect)
    {
        var groups = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            var state = StateNames.Of(job.Nodes.Find(node)!.State, dialect);
            if (!groups.TryGetValue(state, out var names))
                groups.Add(state, names = new List<string>());
            ((List<string>)names).Add(node.Value);
        }

        return groups;
    }

    private static Dictionary<string, int> Counts(NodeCounts counts, Dialect dialect)
    {
        var named = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var state in Enum.GetValues<NodeState>().Where(state => counts.Of(state) > 0))
            named[StateNames.Of(state, dialect)] = named.GetValueOrDefault(StateNames.Of(state, dialect)) + counts.Of(state);
        return named;
    }

    /// <summary>Variables whose values may be told to anybody: none is no secret.</summary>
    private static IReadOnlyDictionary<string, string>? Harmless(IReadOnlyDictionary<string, string>? env) => env is { Count: 0 } ? env : null;

    private static string[]? NamesOf(IReadOnlyDictionary<string, string>? env) => env is { Count: > 0 } ? [.. env.Keys] : null;

    /// <summary>Bytes that nodes write; of a file that came as base64 by its letters.</summary>
    private static long SizeOf(string file)
    {
        const string Raw = "raw:";
        const string Base64 = "base64:";
        const int Letters = 4;
        const int Bytes = 3;
        return file.StartsWith(Raw, StringComparison.Ordinal)
            ? Encoding.UTF8.GetByteCount(file.AsSpan(Raw.Length))
            : file.AsSpan(Base64.Length).ToArray().LongCount(letter => letter != '=' && !char.IsWhiteSpace(letter)) * Bytes / Letters;
    }
}
