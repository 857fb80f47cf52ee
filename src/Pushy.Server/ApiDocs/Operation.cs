using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Pushy.Server.ApiDocs;

/// <summary>What the API document says of one route beyond what the route itself tells.</summary>
/// <param name="Method">Upper case, as in the route.</param>
/// <param name="Pattern">As in the route.</param>
/// <param name="Tag">The group under which it is shown.</param>
/// <param name="Summary">One line, no full stop.</param>
/// <param name="Text">What a caller has to know; Markdown.</param>
internal sealed record Operation(string Method, string Pattern, string Tag, string Summary, string Text)
{
    /// <summary>Query parameters and headers of its own.</summary>
    public IReadOnlyList<OperationInput> Inputs { get; init; } = [];

    /// <summary>Schema of the request's body; null if it has none.</summary>
    public JsonObject? Body { get; init; }

    /// <summary>A body to try it with.</summary>
    public JsonObject? Example { get; init; }

    /// <summary>Status of success.</summary>
    public int Success { get; init; } = 200;

    /// <summary>Type of a JSON answer, from which its schema is made; null if the answer is no JSON or has no fixed shape.</summary>
    public JsonTypeInfo? Answer { get; init; }

    /// <summary>Refusals beside those that follow from the route: status and when.</summary>
    public IReadOnlyList<(int Status, string When)> Refusals { get; init; } = [];
}

/// <param name="Name">Of a query parameter or header.</param>
/// <param name="Text">Meaning, default and limits; Markdown.</param>
internal sealed record OperationInput(string Name, string Text)
{
    /// <summary>JSON type of its value.</summary>
    public string Type { get; init; } = "string";

    public bool IsHeader { get; init; }
}
