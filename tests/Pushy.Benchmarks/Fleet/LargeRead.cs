using System.Diagnostics;
using System.Globalization;

namespace Pushy.Benchmarks.Fleet;

/// <summary>One job over many nodes that are not there: how long it takes to end, and to read over HTTP.</summary>
internal static class LargeRead
{
    private const int Reads = 30;

    public static async Task<int> Print(TextWriter output, int count)
    {
        await using var server = new BenchServer();
        await server.Start([]);
        using var http = server.Client();
        string[] nodes = [.. Enumerable.Range(0, count).Select(n => $"n{n:D5}")];
        var watch = Stopwatch.StartNew();
        var job = await ConnectedFleet.Post(server, http, nodes);
        while ((await ConnectedFleet.Get(server, http, job)).Status is "voting" or "running")
            await Task.Delay(20);
        output.WriteLine($"a job over {count} absent nodes ended after {watch.Elapsed.TotalSeconds:F2} s");

        var times = new List<double>();
        for (var i = 0; i < Reads; i++)
        {
            var at = Stopwatch.GetTimestamp();
            await ConnectedFleet.Get(server, http, job);
            times.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
        }

        times.Sort();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"GET of its state: p50 {times[Reads / 2]:F1} ms, worst {times[^1]:F1} ms, reading it in the client included"));
        return 0;
    }
}
