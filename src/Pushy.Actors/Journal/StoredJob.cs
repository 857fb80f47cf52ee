using System.Text.Json.Serialization;

namespace Pushy.Actors.Journal;

/// <summary>
/// The journal's shape of what was decided together. Flat records with stable names stand between the domain and the disk, so
/// that neither a renamed class nor a moved file changes what is stored. Fields are only ever added.
/// </summary>
internal sealed record StoredWrite(IReadOnlyList<StoredEvent> Events);

/// <param name="T">The event's name, of <see cref="StoredEvents"/>.</param>
internal sealed record StoredEvent(string T, DateTimeOffset At)
{
    public string? Node { get; init; }

    public DateTimeOffset? Until { get; init; }

    public DateTimeOffset? Started { get; init; }

    public string? By { get; init; }

    public StoredEnding? How { get; init; }

    public StoredSpec? Spec { get; init; }
}

/// <param name="T">The ending's name, of <see cref="StoredEndings"/>.</param>
internal sealed record StoredEnding(string T)
{
    public string? Why { get; init; }

    /// <summary>What <see cref="Why"/> stands in for, for versions that do not know it.</summary>
    public string? Finer { get; init; }

    /// <summary>The existing name next to one that nobody has.</summary>
    public string? Near { get; init; }

    public string? Detail { get; init; }

    public string? By { get; init; }

    public bool? Ok { get; init; }

    public int? Exit { get; init; }

    public int? Signal { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }
}

internal sealed record StoredSpec(
    string Id,
    string Organization,
    string Command,
    IReadOnlyList<string> Nodes,
    int Quorum,
    long RunTimeoutSeconds,
    long VoteWindowMilliseconds,
    string RequestedBy)
{
    public string? User { get; init; }

    public string? Dir { get; init; }

    public IReadOnlyDictionary<string, string>? Env { get; init; }

    public string? File { get; init; }

    public bool Capture { get; init; }

    public string? Trace { get; init; }

    public string? StarterId { get; init; }
}

/// <summary>A finished job whole, for the read model. Parts stand in the order of the spec's nodes.</summary>
internal sealed record StoredFinished(StoredSpec Spec, DateTimeOffset CreatedAt, DateTimeOffset Since, string Status, IReadOnlyList<StoredPart> Parts);

internal sealed record StoredPart(StoredEnding How, DateTimeOffset At)
{
    public DateTimeOffset? Started { get; init; }

    public bool Strayed { get; init; }
}

/// <summary>An unfinished job whole, as its snapshot has it.</summary>
/// <param name="Until">When the vote closes or the run ends.</param>
internal sealed record StoredSnapshot(
    StoredSpec Spec, DateTimeOffset CreatedAt, DateTimeOffset Since, DateTimeOffset Until, string Status, IReadOnlyList<StoredSnapshotPart> Parts);

/// <param name="T">The part's name, of <see cref="SnapshotBytes"/>.</param>
internal sealed record StoredSnapshotPart(string T)
{
    public StoredEnding? How { get; init; }

    public DateTimeOffset? At { get; init; }

    public DateTimeOffset? Started { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(StoredWrite))]
[JsonSerializable(typeof(StoredFinished))]
[JsonSerializable(typeof(StoredSnapshot))]
internal sealed partial class StoredContext : JsonSerializerContext;
