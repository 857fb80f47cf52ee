using System.Diagnostics;
using System.Globalization;
using LinqToDB.Data;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Actors.ReadModel;
using Pushy.Benchmarks.Fleet;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Server.Storage;

namespace Pushy.Benchmarks.Requests;

/// <summary>Old jobs are removed while others are posted, one after the other: how fast they go, and what that does to a POST.</summary>
internal static class Removal
{
    private const int Batch = 500;
    private const string Jobs = "/organizations/" + BenchServer.Organization + "/pushy/jobs";

    private static readonly byte[] Body = """{"command":"true","nodes":["offline"]}"""u8.ToArray();

    /// <param name="output">Where the figures go.</param>
    /// <param name="jobs">Old jobs, of 10 nodes each with output of every node.</param>
    /// <param name="postgresql">A connection string; null: SQLite.</param>
    public static async Task<int> Print(TextWriter output, int jobs, string? postgresql)
    {
        await using var server = new BenchServer();
        await server.Start([], [
            "pushy.retention.look-every=1s",
            .. postgresql is null ? Array.Empty<string>() : ["pushy.storage.provider=postgresql", $"pushy.storage.connection-string={postgresql}"]]);
        using var http = server.Client();
        await Post(server, http, 300, () => false);
        var quiet = await Post(server, http, 500, () => false);

        await Fill(server, jobs);
        await using var data = server.Services.GetRequiredService<Database>().Open();
        var gone = false;
        var posts = Task.Run(() => Post(server, http, int.MaxValue, () => Volatile.Read(ref gone)));
        var watch = Stopwatch.StartNew();
        while (await data.ExecuteAsync<long>("select (select count(*) from jobs where command = 'old') + (select count(*) from removed_jobs)") > 0)
            await Task.Delay(50);
        var took = watch.Elapsed;
        Volatile.Write(ref gone, true);
        var busy = await posts;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(postgresql is null ? "SQLite" : "PostgreSQL")}: {jobs} jobs of 10 nodes removed in {took.TotalSeconds:F1} s, {jobs / took.TotalSeconds:F0} jobs/s; "
            + $"POST one by one: p50 {At(quiet, 0.5):F1} ms, p99 {At(quiet, 0.99):F1} ms before; p50 {At(busy, 0.5):F1} ms, p99 {At(busy, 0.99):F1} ms meanwhile ({busy.Count})"));
        return 0;
    }

    private static async Task<List<double>> Post(BenchServer server, HttpClient http, int most, Func<bool> enough)
    {
        var times = new List<double>();
        while (times.Count < most && !enough())
        {
            using var request = server.Request(HttpMethod.Post, Jobs, Body);
            var watch = Stopwatch.StartNew();
            using var answer = await http.SendAsync(request);
            answer.EnsureSuccessStatusCode();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        return times;
    }

    private static async Task Fill(BenchServer server, int jobs)
    {
        var organization = (await server.Services.GetRequiredService<Server.Directories.IDirectory>().FindOrganization(BenchServer.Organization, default))!.Id;
        var ended = DateTimeOffset.UtcNow.AddDays(-100);
        NodeName[] nodes = [.. Enumerable.Range(0, 10).Select(number => new NodeName($"node-{number}"))];
        var parts = nodes.Select(node => KeyValuePair.Create(node, (NodePart)new NodePart.Ended(new NodeEnding.Ended(new CommandResult(true, 0, null, null, ended, ended)), ended, ended))).ToList();
        for (var first = 0; first < jobs; first += Batch)
        {
            List<JobState.Finished> batch = [.. Enumerable.Range(0, Math.Min(Batch, jobs - first)).Select(_ => new JobState.Finished(
                new JobSpec(
                    JobId.Create(organization, Guid.NewGuid().ToByteArray().AsSpan(0, JobId.RandomBytes)), organization, "old", [.. nodes], 10, TimeSpan.FromHours(1), TimeSpan.FromMinutes(1),
                    new RunOptions(), "bench"),
                NodeBoard.Of(parts), ended, ended, JobStatus.Complete))];
            await server.Services.GetRequiredService<JobReadModel>().Write(batch);
            await server.Services.GetRequiredService<OutputStore>().Write([.. batch.SelectMany(job => nodes.Select(node => new JobOutput(job.Spec.Id, node, new string('x', 1000), null, false)))]);
        }
    }

    private static double At(List<double> sorted, double share) => sorted[(int)((sorted.Count - 1) * share)];
}
