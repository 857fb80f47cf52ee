using System.Text.Json.Serialization;

namespace Pushy.Contracts.Jobs;

/// <summary>Answer to a new job, 201.</summary>
/// <param name="Id">32 hex digits; null in <see cref="Dialect.PushJobs"/>.</param>
/// <param name="Uri">Where the job is; ends in its id.</param>
public sealed record JobCreated(string? Id, string Uri);

/// <summary>A job as <c>GET …/jobs</c> and <c>GET …/jobs/ID</c> show it (rest-api.md §5, §6).</summary>
/// <param name="Id">32 hex digits.</param>
/// <param name="Command">The job command.</param>
/// <param name="Status">A word of <see cref="StateNames"/>.</param>
/// <param name="RunTimeout">Seconds from the start of the running phase.</param>
/// <param name="CreatedAt">As <see cref="RestDates"/> writes it.</param>
/// <param name="UpdatedAt">When the job came to its status; as <see cref="RestDates"/> writes it.</param>
public sealed record JobDocument(string Id, string Command, string Status, int RunTimeout, string CreatedAt, string UpdatedAt)
{
    /// <summary>Node names by state, in request order, only states that have any; null in the list of jobs.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Nodes { get; init; }

    /// <summary>Nodes in each state, for a node that sees of the job its own part alone; null for whoever sees all of <see cref="Nodes"/>.</summary>
    public IReadOnlyDictionary<string, int>? NodeCounts { get; init; }

    /// <summary>Account to run as, if given.</summary>
    public string? User { get; init; }

    /// <summary>Working directory, if given.</summary>
    public string? Dir { get; init; }

    /// <summary>Variables to add to the environment, if given; for who started the job and for administrators.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>Names of those variables, for readers who do not see their values.</summary>
    public IReadOnlyList<string>? EnvNames { get; init; }

    /// <summary>Whether output was asked for; written only when true.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool CaptureOutput { get; init; }

    /// <summary>Whether there is a file that is not shown; written only when true.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool FileSpecified { get; init; }

    /// <summary>Size of the file, for readers who do not see it; null in the list of jobs.</summary>
    public long? FileBytes { get; init; }

    /// <summary>How the nodes of a job that has ended fared, in a page of the list that was asked for it; null while it goes on, and where a server of before wrote its end.</summary>
    public JobOutcomeDocument? Outcome { get; init; }

    /// <summary>The file exactly as posted, with its prefix, where it was asked for.</summary>
    public string? File { get; init; }
}

/// <summary>How a job's nodes fared.</summary>
/// <param name="Nodes">Nodes that it was for.</param>
/// <param name="Succeeded">Nodes on which the command succeeded.</param>
/// <param name="Failed">Nodes on which it failed, or that were lost while it ran.</param>
public sealed record JobOutcomeDocument(int Nodes, int Succeeded, int Failed)
{
    /// <summary>How it went in a few words, for a job that is complete.</summary>
    [JsonIgnore]
    public string Words => this switch
    {
        { Failed: > 0 } => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"failed on {Failed} of {Nodes}"),
        _ when Succeeded < Nodes => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"succeeded on {Succeeded} of {Nodes}"),
        _ => "succeeded",
    };
}
