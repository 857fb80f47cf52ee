using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pushy.Contracts.Nodes;
using Pushy.Contracts.PushJobs;

namespace Pushy.Contracts.Jobs;

/// <summary>Source-generated JSON of the REST bodies: snake_case names, nulls left out, works under Native AOT.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobCreated))]
[JsonSerializable(typeof(JobDocument))]
[JsonSerializable(typeof(IReadOnlyList<JobDocument>))]
[JsonSerializable(typeof(JobNodesPage))]
[JsonSerializable(typeof(NodeStateDocument))]
[JsonSerializable(typeof(IReadOnlyList<NodeStateDocument>))]
[JsonSerializable(typeof(NodesDocument))]
[JsonSerializable(typeof(NodeDetailDocument))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(HealthDocument))]
[JsonSerializable(typeof(ReadinessDocument))]
[JsonSerializable(typeof(ClusterDocument))]
[JsonSerializable(typeof(NodeConfigDocument))]
[JsonSerializable(typeof(ErrorList))]
[JsonSerializable(typeof(ErrorText))]
public sealed partial class RestContext : JsonSerializerContext
{
    /// <summary>
    /// The one to use: it writes <c>'</c> and letters of all scripts as they are, so that error texts can be read on the wire.
    /// Bodies are served as <c>application/json</c> only, never put into a page, so nothing needs the escapes that HTML would.
    /// </summary>
    public static RestContext Wire => Relaxed.Context;

    /// <summary>Made on first use: the order of static initializers across the generated halves of this class is not fixed.</summary>
    private static class Relaxed
    {
        public static readonly RestContext Context =
            new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
