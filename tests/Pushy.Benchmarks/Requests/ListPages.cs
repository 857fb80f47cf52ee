using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Actors.ReadModel;
using Pushy.Benchmarks.Fleet;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Server.Directories;

namespace Pushy.Benchmarks.Requests;

/// <summary>A page of 50 among many stored jobs, over HTTP and signed, without and with each filter; and what a job over many nodes costs the list.</summary>
internal static class ListPages
{
    private const int Reads = 200;
    private const int WarmUp = 30;
    private const int Fleet = 2_000;
    private const int LargeJob = 50_000;
    private const int Together = 500;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly JobStatus[] Ends = [JobStatus.Complete, JobStatus.Complete, JobStatus.Complete, JobStatus.QuorumFailed, JobStatus.TimedOut];

    /// <param name="output">Where the figures go.</param>
    /// <param name="jobs">Stored jobs, each over one of 2,000 nodes.</param>
    /// <param name="postgresql">A connection string; null: SQLite.</param>
    public static async Task<int> Print(TextWriter output, int jobs, string? postgresql)
    {
        await using var server = new BenchServer();
        await server.Start([], postgresql is null ? [] : ["pushy.storage.provider=postgresql", $"pushy.storage.connection-string={postgresql}"]);
        var organization = (await server.Services.GetRequiredService<IDirectory>().FindOrganization(BenchServer.Organization, default))!.Id;
        var model = server.Services.GetRequiredService<JobReadModel>();
        await Fill(output, model, organization, jobs);
        await Large(output, model, organization, jobs);

        using var http = server.Client();
        foreach (var query in new[]
        {
            "limit=50", $"limit=50&created_before={Uri.EscapeDataString(Start.AddSeconds(jobs / 2).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))}", "status=timed_out", "node=node-0007.example.com",
            "command=deploy%20release-42", "user=user-3", "node=node-0007.example.com&status=timed_out", "user=user-3&status=quorum_failed&command=deploy%20release-42",
        })
        {
            await Measure(output, server, http, query);
        }

        return 0;
    }

    private static async Task Fill(TextWriter output, JobReadModel model, string organization, int jobs)
    {
        var watch = Stopwatch.StartNew();
        foreach (var chunk in Enumerable.Range(0, jobs).Chunk(Together))
            await model.Write([.. chunk.Select(n => Finished(organization, n, [new NodeName($"node-{n % Fleet:d4}.example.com")]))]);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{jobs} jobs written to the list, {Together} at a time: {jobs / watch.Elapsed.TotalSeconds:F0}/s"));
    }

    private static async Task Large(TextWriter output, JobReadModel model, string organization, int first)
    {
        for (var n = 0; n < 3; n++)
        {
            var job = Finished(organization, first + n, [.. Enumerable.Range(0, LargeJob).Select(one => new NodeName($"node-{one:d4}.example.com"))]);
            var voting = new JobState.Voting(job.Spec, NodeBoard.Of(job.Spec.Nodes), job.CreatedAt, job.CreatedAt);
            var at = Stopwatch.GetTimestamp();
            await model.Write([voting]);
            var began = Stopwatch.GetElapsedTime(at);
            at = Stopwatch.GetTimestamp();
            await model.Write([job]);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"a job over {LargeJob} nodes: listed in {began.TotalMilliseconds:F0} ms, its end in {Stopwatch.GetElapsedTime(at).TotalMilliseconds:F0} ms"));
        }
    }

    private static JobState.Finished Finished(string organization, int number, NodeName[] nodes)
    {
        var spec = new JobSpec(
            new JobId(number.ToString("x32", CultureInfo.InvariantCulture)), organization, $"deploy release-{number % 500}", [.. nodes], 1, TimeSpan.FromHours(1), TimeSpan.FromMinutes(1), new RunOptions(), $"user-{number % 20}");
        var at = Start.AddSeconds(number);
        return new JobState.Finished(spec, NodeBoard.Of(spec.Nodes).End(_ => true, new NodeEnding.VoteTimeout(), at), at, at.AddSeconds(1), Ends[number % 7 % Ends.Length]);
    }

    private static async Task Measure(TextWriter output, BenchServer server, HttpClient http, string query)
    {
        var times = new List<double>();
        var bytes = 0;
        for (var i = -WarmUp; i < Reads; i++)
        {
            using var request = server.Request(HttpMethod.Get, $"/organizations/{BenchServer.Organization}/pushy/jobs?{query}");
            var at = Stopwatch.GetTimestamp();
            using var answer = await http.SendAsync(request);
            bytes = (await answer.Content.ReadAsByteArrayAsync()).Length;
            if (answer.StatusCode != HttpStatusCode.OK)
                throw new InvalidOperationException($"{query}: {(int)answer.StatusCode}");
            if (i >= 0)
                times.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
        }

        times.Sort();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{query}: p50 {times[Reads / 2]:F1} ms, p99 {times[(int)(Reads * 0.99)]:F1} ms, {bytes} bytes"));
    }
}
