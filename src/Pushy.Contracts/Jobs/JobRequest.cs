namespace Pushy.Contracts.Jobs;

/// <summary>Body of <c>POST …/jobs</c> (rest-api.md §4).</summary>
public sealed partial record JobRequest
{
    /// <summary>Longest body taken, in bytes.</summary>
    public const int MaxBodyBytes = 1_000_000;

    /// <summary>Largest content of <see cref="File"/>, in bytes after decoding.</summary>
    public const int MaxFileBytes = 100_000;

    /// <summary>Seconds that a job may run when it does not say.</summary>
    public const int DefaultRunTimeout = 3600;

    /// <summary>Error text for a body over <see cref="MaxBodyBytes"/>, status 413.</summary>
    public const string BodyTooLarge = "JSON must be no more than 1000000 bytes.";

    private readonly int? _quorum;

    /// <summary>The job command, to be looked up in each node's whitelist; may be empty.</summary>
    public required string Command { get; init; }

    /// <summary>Node names in request order; a name given twice is folded into its first place. At least one.</summary>
    public required IReadOnlyList<string> Nodes { get; init => field = [.. value.Distinct(StringComparer.Ordinal)]; }

    /// <summary>Seconds from the start of the running phase; 0 to 2147483647.</summary>
    public int RunTimeout { get; init; } = DefaultRunTimeout;

    /// <summary>Nodes that must be ready; 0 to 2147483647, the number of (folded) nodes unless given. More than there are fails the vote.</summary>
    public int Quorum
    {
        get => _quorum ?? Nodes.Count;
        init => _quorum = value;
    }

    /// <summary>Account to run as; null when not given.</summary>
    public string? User { get; init; }

    /// <summary>Working directory; null when not given.</summary>
    public string? Dir { get; init; }

    /// <summary>Variables to add to the environment, in request order; null when not given, empty when given empty.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary><c>raw:</c> and text, or <c>base64:</c> and base64, exactly as posted; null when not given.</summary>
    public string? File { get; init; }

    /// <summary>Whether nodes are to send standard output and error back.</summary>
    public bool CaptureOutput { get; init; }
}
