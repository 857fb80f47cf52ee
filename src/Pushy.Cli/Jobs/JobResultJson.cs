using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pushy.Contracts.Jobs;

namespace Pushy.Cli.Jobs;

/// <summary>
/// A finished job as one JSON document: the fields of <see cref="JobDocument"/>, and <c>results</c>, an array in request order of
/// <see cref="JobNodeDocument"/> with <c>output</c> (standard output) and <c>error_output</c>, each left out where nothing is stored.
/// </summary>
internal static class JobResultJson
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, Encoder = RestContext.Wire.Options.Encoder };

    public static string Write(JobSnapshot job, IReadOnlyList<NodeOutput> outputs)
    {
        var document = JsonSerializer.SerializeToNode(job.Job, RestContext.Wire.JobDocument)!.AsObject();
        document["results"] = new JsonArray([.. job.Nodes.Zip(outputs, Result)]);
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Layout))
            document.WriteTo(writer);

        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)) + "\n";
    }

    private static JsonNode Result(JobNodeDocument node, NodeOutput output)
    {
        var result = JsonSerializer.SerializeToNode(node, RestContext.Wire.JobNodeDocument)!.AsObject();
        if (output.Stdout is { } stdout)
            result["output"] = stdout;
        if (output.Stderr is { } stderr)
            result["error_output"] = stderr;
        return result;
    }
}
