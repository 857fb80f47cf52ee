using System.Collections.Concurrent;
using System.Globalization;
using Pushy.Benchmarks.Fleet;

namespace Pushy.Benchmarks.Feeds;

/// <summary>
/// How long an event takes from when it was decided, which is before it is written to the journal, until a reader of the job's feed has it: real connections,
/// one clock. Only events made while all readers were there count.
/// </summary>
internal static class FeedDelay
{
    private const int WarmUp = 20;
    private const int Rounds = 200;
    private const int Readers = 10;
    private const int ManyNodes = 200;
    private const int ManyReaders = 200;
    private const string Feed = "/organizations/" + BenchServer.Organization + "/pushy/job_status_feed/";

    public static async Task<int> Print(TextWriter output)
    {
        string[] nodes = [.. Enumerable.Range(0, WarmUp + Rounds + ManyNodes).Select(n => $"node-{n:D5}")];
        await using var server = new BenchServer();
        await server.Start(nodes);
        var agents = nodes.Select(node => new SimulatedAgent(server.Address, server.Key, node)).ToList();
        foreach (var agent in agents)
            await agent.Connect();

        var single = new ConcurrentBag<double>();
        for (var i = 0; i < WarmUp + Rounds; i++)
            await Job(server, [nodes[i]], [agents[i]], Readers, i < WarmUp ? [] : single);
        Tell(output, $"jobs of one node, {Readers} readers each", single);

        var many = new ConcurrentBag<double>();
        await Job(server, nodes[^ManyNodes..], agents[^ManyNodes..], ManyReaders, many);
        Tell(output, $"one job of {ManyNodes} nodes that all answer at once, {ManyReaders} readers", many);

        agents.ForEach(agent => agent.Dispose());
        return 0;
    }

    private static async Task Job(BenchServer server, string[] nodes, List<SimulatedAgent> agents, int readers, ConcurrentBag<double> delays)
    {
        using var http = server.Client();
        var job = await ConnectedFleet.Post(server, http, nodes);
        var begun = new List<Task>();
        var read = new List<Task>();
        for (var i = 0; i < readers; i++)
        {
            var joined = new TaskCompletionSource();
            begun.Add(joined.Task);
            read.Add(Read(server, http, job, joined, delays));
        }

        await Task.WhenAll(begun);
        foreach (var agent in agents)
            _ = agent.Obey();   // their commits have waited in the sockets
        await Task.WhenAll(read);
    }

    private static async Task Read(BenchServer server, HttpClient http, string job, TaskCompletionSource joined, ConcurrentBag<double> delays)
    {
        const string Data = "data: {\"timestamp\":\"";
        using var answer = await http.SendAsync(server.Request(HttpMethod.Get, Feed + job), HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
        while (await lines.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith(Data, StringComparison.Ordinal))
                continue;

            var now = DateTimeOffset.UtcNow;
            if (joined.TrySetResult())
                continue;   // the start, which was there before
            var made = DateTimeOffset.ParseExact(line.AsSpan(Data.Length, "yyyy-MM-dd HH:mm:ss.ffffffZ".Length), "yyyy-MM-dd HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            delays.Add((now - made).TotalMilliseconds);
        }
    }

    private static void Tell(TextWriter output, string what, IEnumerable<double> delays)
    {
        double[] sorted = [.. delays.Order()];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: p50 {sorted[sorted.Length / 2]:F1} ms, p99 {sorted[sorted.Length * 99 / 100]:F1} ms, worst {sorted[^1]:F1} ms of {sorted.Length} events read"));
    }
}
