using System.Globalization;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Jobs;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Refusal = Pushy.Server.Gateway.Refusal;

namespace Pushy.Server.Jobs;

/// <summary>What <c>GET …/jobs</c> is asked for by its query.</summary>
internal abstract record JobListRequest
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 1000;
    private const int MaxText = 2000;   // it comes back in the Link header
    private const string Limit = "limit";
    private const string Cursor = "cursor";
    private const string Status = "status";
    private const string Node = "node";
    private const string Command = "command";
    private const string User = "user";
    private const string After = "created_after";
    private const string Before = "created_before";
    private const string Outcome = "outcome";

    private static readonly string[] Parameters = [Limit, Cursor, Status, Node, Command, User, After, Before, Outcome];
    private static readonly Dictionary<string, JobStatus> Statuses =
        Enum.GetValues<JobStatus>().SelectMany(status => new[] { Dialect.PushJobs, Dialect.Seed }.Select(dialect => (StateNames.Of(status, dialect), status)))
            .Distinct().ToDictionary(StringComparer.Ordinal);

    private static readonly string[] Instants = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd't'HH:mm:ss.FFFFFFF'z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "R"];

    /// <summary>All of it, oldest first: no parameter that this list has.</summary>
    public sealed record Whole : JobListRequest
    {
        public static readonly Whole Instance = new();
    }

    /// <param name="From">The last job of the page before.</param>
    /// <param name="Size">Jobs in the page.</param>
    /// <param name="Given">The parameters as they came, without the cursor, for the next page's.</param>
    public sealed record Page(JobFilter Filter, JobPosition? From, int Size, IReadOnlyList<KeyValuePair<string, string>> Given) : JobListRequest
    {
        /// <summary>Whether entries tell how nodes fared, which those of the whole list never do.</summary>
        public bool WithOutcome { get; init; }
    }

    /// <param name="Refusal">400, naming the parameter.</param>
    public sealed record Bad(Refusal Refusal) : JobListRequest;

    private JobListRequest()
    {
    }

    /// <summary>Unknown parameters are no matter where none is known, as ever; beside one they are most likely a slip.</summary>
    public static JobListRequest Read(IQueryCollection query, string organization)
    {
        if (!query.Keys.Any(Parameters.Contains))
            return Whole.Instance;
        return Problem(query) is { } problem ? new Bad(Refusal.Body(problem)) : Build(query, organization);
    }

    private static string? Problem(IQueryCollection query)
    {
        foreach (var (name, value) in query)
        {
            var problem = !Parameters.Contains(name) ? $"is not a parameter of this list; allowed are {string.Join(", ", Parameters)}"
                : value.Count != 1 ? "is given more than once; allowed is one value"
                : ProblemOf(name, value.ToString());
            if (problem is not null)
                return $"'{(name.Length > 100 ? name[..100] + "…" : name)}' {problem}";
        }

        return null;
    }

    private static string? ProblemOf(string name, string value) => name switch
    {
        Limit when !IsLimit(value, out _) => $"is not a page size; allowed is 1 to {MaxLimit}",
        Cursor when value.Length > 0 && JobCursor.Read(value) is null => "is not one that this server gave; leave it out for the first page",
        Status when !Statuses.ContainsKey(value) => $"is not a job's status; allowed are {string.Join(", ", Statuses.Keys)}",
        After or Before when !IsInstant(value, out _) =>
            "is not a time; allowed are 2026-11-25T04:34:20Z, the same with a fraction or an offset, and Wed, 25 Nov 2026 04:34:20 GMT (a + in it is written %2B)",
        Outcome when value is not ("true" or "false") => "is not a yes or no; allowed are true and false",
        Node or Command or User when value.Length > MaxText => $"has {value.Length} characters; allowed are {MaxText}",
        _ => null,
    };

    private static Page Build(IQueryCollection query, string organization)
    {
        var filter = new JobFilter(organization)
        {
            Status = Text(Status) is { } status ? Statuses[status] : null,
            Node = Text(Node) is { } node ? new NodeName(node) : null,
            Command = Text(Command),
            RequestedBy = Text(User),
            From = Instant(After),
            Before = Instant(Before),
        };
        IsLimit(query[Limit].ToString(), out var size);
        return new Page(filter, JobCursor.Read(query[Cursor].ToString()), size, [.. Given()]) { WithOutcome = query[Outcome] == "true" };

        string? Text(string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;
        DateTimeOffset? Instant(string name) => IsInstant(query[name].ToString(), out var at) ? at : null;
        IEnumerable<KeyValuePair<string, string>> Given() =>
            query.Where(one => one.Key != Cursor).Select(one => KeyValuePair.Create(one.Key, one.Value.ToString()));
    }

    private static bool IsLimit(string text, out int limit)
    {
        limit = DefaultLimit;
        return text.Length == 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MaxLimit);
    }

    private static bool IsInstant(string text, out DateTimeOffset at) =>
        DateTimeOffset.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at);
}
