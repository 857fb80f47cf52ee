using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Pushy.Chaos.Cluster;
using Pushy.Contracts.Jobs;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.Chaos.Load;

/// <summary>Posts jobs all the time, whatever happens: each until it is acknowledged or its client gives up.</summary>
internal sealed class JobStream(World world, double jobsPerSecond, int seed) : IDisposable
{
    /// <summary>A client's patience; the longest fault lasts a third of it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const int MostAtOnce = 24;

    private readonly Random _chance = new(seed);
    private readonly JobMaker _maker = new(new Random(unchecked(seed + 7919)), world.Nodes);
    private readonly AnyHost _hosts = new(world);
    private readonly ConcurrentQueue<PostedJob> _posted = [];
    private readonly SemaphoreSlim _room = new(MostAtOnce);

    public IReadOnlyCollection<PostedJob> Posted => _posted;

    /// <param name="until">When no new ones are posted any more; what is under way is brought to its end.</param>
    /// <param name="ct">Breaks everything off.</param>
    public async Task RunAsync(CancellationToken until, CancellationToken ct)
    {
        List<Task> underWay = [];
        while (!until.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(-Math.Log(1 - _chance.NextDouble()) / jobsPerSecond), until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (until.IsCancellationRequested)
                break;
            await _room.WaitAsync(ct);
            underWay.RemoveAll(task => task.IsCompletedSuccessfully);
            underWay.Add(PostAsync(_maker.Next(), (_chance.Next(world.Apis.Count), _chance.Next(world.Apis.Count)), ct));
        }

        await Task.WhenAll(underWay);
    }

    public void Dispose() => _room.Dispose();

    private async Task PostAsync(PlannedJob plan, (int ToPost, int Later) host, CancellationToken ct)
    {
        try
        {
            var job = new PostedJob(plan, Uptime.Now);
            _posted.Enqueue(job);
            await SendAsync(job, host.ToPost, ct);
            if (plan.PostAgain && job.AcknowledgedAt is not null)
                await SendAsync(job, host.Later, ct);
            if (plan.AbortAfter is { } after && job.AcknowledgedAt is not null)
                await AbortAsync(job, after, host.Later, ct);
        }
        finally
        {
            _room.Release();
        }
    }

    private async Task SendAsync(PostedJob job, int host, CancellationToken ct)
    {
        var answer = await _hosts.AskAsync(host, HttpMethod.Post, "/jobs", job.Plan.Request.Write(), Patience, ct, key: job.Plan.Nonce);
        if (answer?.Status is HttpStatusCode.Created)
            job.Acknowledge(JsonSerializer.Deserialize(answer.Body, RestContext.Wire.JobCreated)!.Uri[^32..]);
        else if (answer is not null)
            job.Refusal = $"{(int)answer.Status} {answer.Text}";
        else
            world.Log.Write($"{job.Plan.Nonce} was not acknowledged within {Patience.TotalSeconds:0} s");
    }

    private async Task AbortAsync(PostedJob job, TimeSpan after, int host, CancellationToken ct)
    {
        await Task.Delay(after, ct);
        job.AbortWasSent = true;
        var answer = await _hosts.AskAsync(host, HttpMethod.Post, $"/jobs/{job.Id}/abort", "{}"u8.ToArray(), Patience, ct);
        if (answer is { Status: not HttpStatusCode.OK })
            job.Refusal = $"the abort: {(int)answer.Status} {answer.Text}";
    }
}
