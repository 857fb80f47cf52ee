using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pushy.Agent.State;

/// <summary>One line of the state log. Names of fields and of <see cref="Event"/> are the file format: only added to, never changed.</summary>
/// <param name="Event"><c>known</c>, <c>started</c>, <c>supervised</c>, <c>ended</c> or <c>receipted</c>.</param>
internal sealed record StateLine(string Event)
{
    public const string Known = "known", Started = "started", Supervised = "supervised", Ended = "ended", Receipted = "receipted";

    public string? Job { get; init; }

    public DateTimeOffset? At { get; init; }

    /// <summary>With <c>ended</c>: whether the outcome has to be taken over by a server.</summary>
    public bool? AwaitsReceipt { get; init; }

    /// <summary>With <c>supervised</c>: the process that owns all processes of the job.</summary>
    public int? Pid { get; init; }

    /// <summary>With <c>supervised</c>: when that process started, in clock ticks since boot.</summary>
    public long? StartTicks { get; init; }

    /// <summary>With <c>supervised</c>: in which run of the machine. A line without it, or of another, names no process of today.</summary>
    public string? Boot { get; init; }

    /// <summary>With <c>known</c>, the first line after a clean-up: jobs ever started, oldest first.</summary>
    public IReadOnlyList<string>? StartedJobs { get; init; }

    /// <summary>With <c>known</c>: jobs whose outcome waits for a receipt, oldest first.</summary>
    public IReadOnlyList<string>? Unreceipted { get; init; }

    public byte[] Write() => [.. JsonSerializer.SerializeToUtf8Bytes(this, StateLineContext.Default.StateLine), (byte)'\n'];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StateLine))]
internal sealed partial class StateLineContext : JsonSerializerContext;
