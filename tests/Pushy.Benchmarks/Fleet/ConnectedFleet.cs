using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Actors.Presence;
using Pushy.Contracts.Jobs;

namespace Pushy.Benchmarks.Fleet;

/// <summary>Simulated agents on real WebSockets in one process with the server: connecting, memory, one job over all of them.</summary>
internal static class ConnectedFleet
{
    public static async Task<int> Print(TextWriter output, int count)
    {
        string[] nodes = [.. Enumerable.Range(0, count).Select(n => $"node-{n:D5}")];
        await using var server = new BenchServer();
        await server.Start(nodes);
        using var http = server.Client();
        await Post(server, http, ["nobody"]);   // warm

        var before = Resident();
        var watch = Stopwatch.StartNew();
        var agents = new List<SimulatedAgent>();
        foreach (var batch in nodes.Chunk(100))
        {
            var batchAgents = batch.Select(node => new SimulatedAgent(server.Address, server.Key, node)).ToList();
            await Task.WhenAll(batchAgents.Select(agent => agent.Connect()));
            agents.AddRange(batchAgents);
        }

        var roster = server.Services.GetRequiredService<NodeRoster>();
        while (roster.Connected < count)
            await Task.Delay(5);
        output.WriteLine($"{count} agents connected in {watch.Elapsed.TotalSeconds:F2} s; resident {(Resident() - before) / count:F1} KB each, with their simulator in the same process");
        foreach (var agent in agents)
            _ = agent.Obey();

        for (var round = 1; round <= 5; round++)
        {
            var at = Stopwatch.GetTimestamp();
            var job = await Post(server, http, nodes);
            var posted = Stopwatch.GetElapsedTime(at);
            JobDocument document;
            TimeSpan read;
            do
            {
                await Task.Delay(5);
                var asked = Stopwatch.GetTimestamp();
                document = await Get(server, http, job);
                read = Stopwatch.GetElapsedTime(asked);
            }
            while (document.Status is "voting" or "running");
            output.WriteLine($"round {round}: 201 after {posted.TotalMilliseconds:F0} ms, durable outcome of {document.Nodes!["succeeded"].Count} after {Stopwatch.GetElapsedTime(at).TotalMilliseconds:F0} ms, last GET {read.TotalMilliseconds:F1} ms");
        }

        foreach (var agent in agents)
            agent.Dispose();
        return 0;
    }

    public static async Task<string> Post(BenchServer server, HttpClient http, IReadOnlyList<string> nodes)
    {
        var body = new JobRequest { Command = "true", Nodes = nodes }.Write();
        using var answer = await http.SendAsync(server.Request(HttpMethod.Post, $"/organizations/{BenchServer.Organization}/pushy/jobs", body));
        answer.EnsureSuccessStatusCode();
        return answer.Headers.Location!.ToString()[^32..];
    }

    public static async Task<JobDocument> Get(BenchServer server, HttpClient http, string job)
    {
        using var answer = await http.SendAsync(server.Request(HttpMethod.Get, $"/organizations/{BenchServer.Organization}/pushy/jobs/{job}"));
        return JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(), RestContext.Wire.JobDocument)
            ?? throw new InvalidDataException(Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync()));
    }

    private static double Resident()
    {
        GC.Collect();
        return Process.GetCurrentProcess().WorkingSet64 / 1024.0;
    }
}
