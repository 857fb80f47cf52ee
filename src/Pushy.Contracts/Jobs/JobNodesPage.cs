using System.Text.Json.Serialization;

namespace Pushy.Contracts.Jobs;

/// <summary>A page of <c>GET …/jobs/ID/nodes?limit=&amp;cursor=</c>, in request order.</summary>
/// <param name="Nodes">The page's nodes.</param>
/// <param name="Next">The next page's cursor; null on the last one.</param>
public sealed record JobNodesPage(IReadOnlyList<JobNodeDocument> Nodes, string? Next);

/// <summary>One node's part in a job, with the answer to "why not?".</summary>
/// <param name="Node">The node's name.</param>
/// <param name="State">A word of the full vocabulary, whatever the dialect.</param>
public sealed record JobNodeDocument(string Node, string State)
{
    /// <summary>Why the part ended as it did, a stable snake_case word; null while it is live.</summary>
    public string? Reason { get; init; }

    /// <summary>The same as a sentence for people.</summary>
    public string? Detail { get; init; }

    /// <summary>Exit code, 0 to 255, where the command ended with one.</summary>
    public int? ExitStatus { get; init; }

    /// <summary>Number of the signal that ended the command, if one did.</summary>
    public int? Signal { get; init; }

    /// <summary>When the command started, ISO 8601 in UTC.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the node's part ended, ISO 8601 in UTC.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset? EndedAt { get; init; }
}
