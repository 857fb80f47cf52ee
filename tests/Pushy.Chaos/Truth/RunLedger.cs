using System.Collections.Immutable;
using System.Globalization;

namespace Pushy.Chaos.Truth;

/// <param name="At">In seconds since the machine started.</param>
/// <param name="Ending">What the command is about to end with; null in the line of its start.</param>
public sealed record LedgerLine(string Job, string Nonce, string Node, int Pid, double At, int? Ending);

/// <summary>What one node did for one job.</summary>
public sealed record NodeRuns(ImmutableList<LedgerLine> Starts, ImmutableList<LedgerLine> Ends)
{
    public static readonly NodeRuns None = new([], []);

    public override string ToString() => Starts.IsEmpty && Ends.IsEmpty
        ? "no line"
        : string.Join(", ", [
            .. Starts.Select(line => FormattableString.Invariant($"start at {line.At:F2} (pid {line.Pid}, job {line.Job})")),
            .. Ends.Select(line => FormattableString.Invariant($"end at {line.At:F2} (pid {line.Pid}) with {line.Ending}")),
        ]);
}

/// <summary>What the commands themselves wrote down.</summary>
public sealed class RunLedger
{
    private readonly Dictionary<(string Nonce, string Node), NodeRuns> _runs = [];
    private readonly Dictionary<string, HashSet<string>> _jobs = [];

    /// <param name="lines"><c>start JOB NONCE NODE PID UPTIME</c> and <c>end JOB NONCE NODE PID UPTIME ENDING</c>.</param>
    /// <exception cref="FormatException">A line is something else: the ledger itself cannot be trusted.</exception>
    public RunLedger(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            Add(Parse(line));
    }

    public int Starts => _runs.Values.Sum(runs => runs.Starts.Count);

    public IEnumerable<(string Nonce, string Node, NodeRuns Runs)> All => _runs.Select(one => (one.Key.Nonce, one.Key.Node, one.Value));

    public NodeRuns Of(string nonce, string node) => _runs.GetValueOrDefault((nonce, node), NodeRuns.None);

    /// <summary>Ids of the jobs as whose part a command with this nonce ran.</summary>
    public IReadOnlyCollection<string> JobsOf(string nonce) => _jobs.GetValueOrDefault(nonce, []);

    private static LedgerLine Parse(string line) => line.Split(' ') switch
    {
        ["start", var job, var nonce, var node, var pid, var at] => new(job, nonce, node, Number(pid), Seconds(at), null),
        ["end", var job, var nonce, var node, var pid, var at, var ending] => new(job, nonce, node, Number(pid), Seconds(at), Number(ending)),
        _ => throw new FormatException($"'{line}' is no line of a ledger"),
    };

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static double Seconds(string text) => double.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    private void Add(LedgerLine line)
    {
        var key = (line.Nonce, line.Node);
        var runs = _runs.GetValueOrDefault(key, NodeRuns.None);
        _runs[key] = line.Ending is null ? runs with { Starts = runs.Starts.Add(line) } : runs with { Ends = runs.Ends.Add(line) };
        if (!_jobs.TryGetValue(line.Nonce, out var jobs))
            _jobs[line.Nonce] = jobs = [];
        jobs.Add(line.Job);
    }
}
