using System.Globalization;
using System.Net;
using System.Text.Json;
using Pushy.Chaos.Cluster;
using Pushy.Chaos.Load;
using Pushy.Chaos.Truth;
using Pushy.Contracts.Jobs;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.Chaos.Failover;

/// <summary>One <c>kill -9</c> of the host that has the most jobs, and what follows. It stays down until all has been measured.</summary>
internal sealed class Kill(World world, LongJobs jobs, int number)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100), OneTry = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromMinutes(2);

    public async Task<Failed> MeasureAsync(CancellationToken ct)
    {
        var (victim, count) = await ChooseAsync(ct);
        var left = Enumerable.Range(0, world.Hosts.Count).Where(host => host != victim).ToList();
        using var restart = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var down = world.Hosts[victim].EndAsync(Posix.Kill, Timeout.InfiniteTimeSpan, restart.Token);
        var at = Uptime.Now;
        var served = ServedAsync(left, at, ct);
        var ran = RanAsync(left, at, ct);
        var back = AgentsBackAsync(left, at, ct);
        await Task.WhenAll(served, ran, back);
        await restart.CancelAsync();
        await down.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var (posted, started) = await ran;
        return new Failed(world.Hosts[victim].Name, count, await served, posted, started, await back);
    }

    /// <summary>By the jobs that each says it has in memory.</summary>
    private async Task<(int Host, int Jobs)> ChooseAsync(CancellationToken ct)
    {
        List<(int Host, int Jobs)> counts = [];
        for (var host = 0; host < world.Hosts.Count; host++)
        {
            using var client = new HttpClient { BaseAddress = world.Network.Http[host] };
            var status = JsonSerializer.Deserialize(await client.GetByteArrayAsync("/pushy/_status", ct), RestContext.Wire.StatusDocument)!;
            counts.Add((host, status.JobProcesses.Intersect(jobs.Ids).Count()));
        }

        return counts.MaxBy(one => one.Jobs);
    }

    private async Task<double> ServedAsync(IEnumerable<int> hosts, double since, CancellationToken ct)
    {
        var times = await Task.WhenAll(hosts.SelectMany(host => jobs.Ids.Select(job => ServedAsync(world.Apis[host], job, since, ct))));
        return times.Max();
    }

    private static Task<double> ServedAsync(ApiClient api, string job, double since, CancellationToken ct) => UntilAsync($"job {job} is served", since, async () =>
        await TryAsync(api, $"/jobs/{job}", ct) is { } answer && JsonSerializer.Deserialize(answer.Body, RestContext.Wire.JobDocument)!.Status == "running", ct);

    private async Task<(double Posted, double Started)> RanAsync(List<int> hosts, double since, CancellationToken ct)
    {
        var nonce = string.Create(CultureInfo.InvariantCulture, $"after{number}");
        var node = jobs.FreeNodes[number % jobs.FreeNodes.Count];
        // A vote that finds the node away is over, and a person would post again.
        double? posted = null;
        for (var attempt = 0; ; attempt++)
        {
            var one = FormattableString.Invariant($"{nonce}x{attempt}");
            var request = new JobRequest { Command = WorkScript.Command(one, TimeSpan.Zero, 0, 0), Nodes = [node] };
            var answer = await new AnyHost([.. hosts.Select(host => world.Apis[host])])
                .AskAsync(number + attempt, HttpMethod.Post, "/jobs", request.Write(), Longest, ct, key: one, oneTry: OneTry);
            if (answer is not { Status: HttpStatusCode.Created })
                throw new TimeoutException($"no job could be posted after a kill: {answer?.Text ?? "no answer"}");
            posted ??= Uptime.Now - since;
            var id = JsonSerializer.Deserialize(answer.Body, RestContext.Wire.JobCreated)!.Uri[^32..];
            await UntilAsync($"job {id} is finished", since, async () =>
                await TryAsync(world.Apis[hosts[0]], $"/jobs/{id}", ct) is { } told && Told.IsFinished(JsonSerializer.Deserialize(told.Body, RestContext.Wire.JobDocument)!.Status), ct);
            if (new RunLedger(File.ReadLines(world.In(WorkScript.Ledger))).Of(one, node).Starts is [var start])
                return (posted.Value, start.At - since);
        }
    }

    private Task<double> AgentsBackAsync(List<int> hosts, double since, CancellationToken ct) => UntilAsync("all agents are back", since, async () =>
    {
        HashSet<string> connected = [];
        foreach (var host in hosts)
        {
            if (await TryAsync(world.Apis[host], "/node_states", ct) is { } answer)
                connected.UnionWith(JsonSerializer.Deserialize(answer.Body, RestContext.Wire.IReadOnlyListNodeStateDocument)!.Where(node => node.Availability == "available").Select(node => node.NodeName));
        }

        return connected.Count == world.Nodes.Count;
    }, ct);

    private static async Task<ApiAnswer?> TryAsync(ApiClient api, string path, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(OneTry);
        try
        {
            return await api.SendAsync(HttpMethod.Get, path, [], ct: limit.Token) is { Status: HttpStatusCode.OK } answer ? answer : null;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <returns>Seconds since then.</returns>
    private static async Task<double> UntilAsync(string what, double since, Func<Task<bool>> look, CancellationToken ct)
    {
        while (!await look())
        {
            if (Uptime.Now - since > Longest.TotalSeconds)
                throw new TimeoutException($"Waited {Longest.TotalSeconds:0} s in vain: {what}");
            await Task.Delay(Every, ct);
        }

        return Uptime.Now - since;
    }
}
