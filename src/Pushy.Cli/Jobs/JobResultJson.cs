using System.Text.Json;
using System.Text.Json.Nodes;
using Pushy.Cli.Output;
using Pushy.Contracts.Jobs;

namespace Pushy.Cli.Jobs;

/// <summary>
/// A finished job as one JSON document: the fields of <see cref="JobDocument"/>, and <c>results</c>, an array in request order of
/// <see cref="JobNodeDocument"/> with <c>output</c> (standard output) and <c>error_output</c>, each left out where nothing is stored.
/// </summary>
internal static class JobResultJson
{
    public static string Write(JobSnapshot job, IReadOnlyList<NodeOutput> outputs) => Documents.Write(Document(job, outputs), OutputFormat.Json);

    /// <param name="outputs">In the order of the nodes; where there is none for a node, nothing is said of its output.</param>
    public static JsonObject Document(JobSnapshot job, IReadOnlyList<NodeOutput> outputs)
    {
        var document = JsonSerializer.SerializeToNode(job.Job, RestContext.Wire.JobDocument)!.AsObject();
        document["results"] = new JsonArray([.. job.Nodes.Select((node, place) => Result(node, outputs.ElementAtOrDefault(place)))]);
        return document;
    }

    private static JsonObject Result(JobNodeDocument node, NodeOutput? output)
    {
        var result = JsonSerializer.SerializeToNode(node, RestContext.Wire.JobNodeDocument)!.AsObject();
        if (output?.Stdout is { } stdout)
            result["output"] = stdout;
        if (output?.Stderr is { } stderr)
            result["error_output"] = stderr;
        return result;
    }
}
