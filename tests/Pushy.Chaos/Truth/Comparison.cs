using System.Collections.Concurrent;
using System.Net;
using Pushy.Chaos.Cluster;
using Pushy.Chaos.Load;
using Pushy.Contracts.Jobs;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.Chaos.Truth;

/// <summary>Holds all that the API tells at the end against the ledger.</summary>
internal sealed class Comparison(World world, IReadOnlyCollection<PostedJob> posted, RunLedger ledger, Aliveness alive)
{
    private const int AtOnce = 6;

    /// <summary>Around a job's part: an agent that was killed so long before or after had to do with it.</summary>
    private const double Margin = 2;

    /// <summary>Seconds from a job's first POST: a client's patience, a vote, and the longest work.</summary>
    private const double LongestPart = 180;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<Finding> _findings = [];
    private readonly ConcurrentDictionary<string, int> _states = [];
    private readonly double _wallToUptime = Uptime.Now - TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
    private readonly Dictionary<string, int> _indexes = world.Nodes.Select((node, index) => (node, index)).ToDictionary(one => one.node, one => one.index);
    private int _outcomes;

    public IReadOnlyCollection<Finding> Findings => _findings;

    /// <summary>Nodes by the state told.</summary>
    public IReadOnlyDictionary<string, int> States => _states;

    /// <summary>Nodes that ran the command to its end and are told so as it was.</summary>
    public int OutcomesTrue => _outcomes;

    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var (nonce, node, runs) in ledger.All.Where(one => one.Runs.Starts.Count > 1))
            Find(FindingKind.Twice, nonce, node, runs.ToString());
        foreach (var job in posted)
            OfRequest(job);
        await Parallel.ForEachAsync(posted.Where(job => job.AcknowledgedAt is not null), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
            async (job, cancel) => await OfJobAsync(job, cancel));
    }

    private void OfRequest(PostedJob job)
    {
        if (job.Refusal is { } refusal)
            Find(FindingKind.False, job.Plan.Nonce, null, $"was answered {refusal}");
        string[] ids = [.. job.Ids.Union(ledger.JobsOf(job.Plan.Nonce))];
        if (ids.Length > 1)
            Find(FindingKind.Twice, job.Plan.Nonce, null, $"one request became jobs {string.Join(", ", ids)}");
    }

    private async Task OfJobAsync(PostedJob job, CancellationToken ct)
    {
        var told = await Told.OfAsync(world, job.Id, ct);
        if (told.Wrong is var (kind, text))
            Find(kind, job.Id, null, $"{text}; acknowledged at {job.AcknowledgedAt:F2}");
        if (told.Job is null)
            return;
        if (!told.Nodes.Select(node => node.Node).SequenceEqual(job.Plan.Request.Nodes))
            Find(FindingKind.False, job.Id, null, $"has nodes {string.Join(' ', told.Nodes.Select(node => node.Node))} instead of {string.Join(' ', job.Plan.Request.Nodes)}");
        foreach (var node in told.Nodes)
            await OfNodeAsync(job, node, ct);
    }

    private async Task OfNodeAsync(PostedJob job, JobNodeDocument node, CancellationToken ct)
    {
        var runs = ledger.Of(job.Plan.Nonce, node.Node);
        var (agent, ended) = (_indexes[node.Node], EndedAt(job, node));
        var timeout = job.Plan.Request.RunTimeout;
        var plan = new NodePlan(
            timeout < JobRequest.DefaultRunTimeout, job.AbortWasSent, AgentDied(agent, job, ended), timeout < JobRequest.DefaultRunTimeout ? timeout : null,
            alive.WasTroubled(agent, job.At, ended));
        _states.AddOrUpdate(node.State == "crashed" ? $"crashed ({node.Reason})" : node.State, 1, (_, count) => count + 1);
        if (NodeVerdict.Of(new NodeTold(node.State, node.Reason, node.ExitStatus, node.Signal, node.StartedAt is not null), runs, plan) is var (kind, text))
            Find(kind, job.Id, node.Node, $"{text}; told: {node}; ledger of {job.Plan.Nonce}: {runs}");
        else if (node.State is "succeeded" or "failed" && await OutputIsTrueAsync(job, node.Node, alive.HadFullDisk(agent, job.At, ended), ct))
            Interlocked.Increment(ref _outcomes);
    }

    private bool AgentDied(int agent, PostedJob job, double ended) =>
        world.Agents[agent].Main.Deaths.Concat(alive.DeathsOfClone(agent)).Any(death => death > job.At - Margin && death < ended + Margin);

    private static double LatestEnd(PostedJob job) => job.At + LongestPart;

    /// <summary>As it was told. A host whose clock was wrong tells a wrong time: then as late as any part of a job can end.</summary>
    private double EndedAt(PostedJob job, JobNodeDocument node)
    {
        var told = node.EndedAt is { } at ? at.ToUnixTimeMilliseconds() / 1000.0 + _wallToUptime : double.MaxValue;
        return told > job.At - Margin && told < LatestEnd(job) ? told : LatestEnd(job);
    }

    private async Task<bool> OutputIsTrueAsync(PostedJob job, string node, bool mayBeCutOff, CancellationToken ct)
    {
        if (job.Plan.Lines == 0)
            return true;
        var isTrue = true;
        foreach (var (channel, printed) in ((string, string)[])[
            ("stdout", WorkScript.Output(job.Plan.Nonce, node, job.Plan.Lines)), ("stderr", WorkScript.ErrorOutput(job.Plan.Nonce, node, job.Plan.Lines))])
        {
            var answer = await new AnyHost(world).AskAsync(
                Math.Abs(job.Plan.Nonce.GetHashCode(StringComparison.Ordinal) % world.Apis.Count), HttpMethod.Get, $"/jobs/{job.Id}/output/{node}/{channel}", [], Patience, ct, accept: AnyHost.Bytes);
            if (answer is { Status: HttpStatusCode.OK } && (answer.Text == printed || (mayBeCutOff && CutOutput.IsOf(answer.Text, printed))))
                continue;
            isTrue = false;
            Find(FindingKind.False, job.Id, node, $"printed {printed.Length} bytes to {channel}; told: {(answer is null ? "nothing" : $"{(int)answer.Status}, {answer.Body.Length} bytes: {answer.Text}")}");
        }

        return isTrue;
    }

    private void Find(FindingKind kind, string job, string? node, string text) => _findings.Enqueue(new Finding(kind, job, node, text));
}
