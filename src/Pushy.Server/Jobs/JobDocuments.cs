using System.Text.Json;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Jobs;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Server.Jobs;

/// <summary>Jobs as the API shows them (rest-api.md §5, §6).</summary>
internal static class JobDocuments
{
    public static JobDocument Of(JobState.Known job, Dialect dialect, bool includeFile) =>
        new(job.Spec.Id.Value, job.Spec.Command, StateNames.Of(job.Status(), dialect), (int)job.Spec.RunTimeout.TotalSeconds, RestDates.Write(job.CreatedAt), RestDates.Write(job.Since))
        {
            Nodes = NodesByState(job, dialect),
            User = job.Spec.Options.User,
            Dir = job.Spec.Options.Dir,
            Env = job.Spec.Options.Env,
            CaptureOutput = job.Spec.Options.CaptureOutput,
            FileSpecified = job.Spec.Options.File is not null && !includeFile,
            File = includeFile ? job.Spec.Options.File : null,
        };

    public static JobDocument Of(JobListing job, Dialect dialect) =>
        new(job.Id.Value, job.Command, StateNames.Of(job.Status, dialect), (int)job.RunTimeoutSeconds, RestDates.Write(job.CreatedAt), RestDates.Write(job.UpdatedAt))
        {
            User = job.User,
            Dir = job.Dir,
            Env = job.Env is { } env ? JsonSerializer.Deserialize(env, RestContext.Wire.IReadOnlyDictionaryStringString) : null,
            CaptureOutput = job.CaptureOutput,
            FileSpecified = job.FileSpecified,
        };

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

    private static Dictionary<string, IReadOnlyList<string>> NodesByState(JobState.Known job, Dialect dialect)
    {
        var groups = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var node in job.Spec.Nodes)
        {
            var state = StateNames.Of(job.Nodes.Find(node)!.State, dialect);
            if (!groups.TryGetValue(state, out var names))
                groups.Add(state, names = new List<string>());
            ((List<string>)names).Add(node.Value);
        }

        return groups;
    }
}
