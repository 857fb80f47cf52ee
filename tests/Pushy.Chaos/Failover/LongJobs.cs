using System.Globalization;
using System.Net;
using System.Text.Json;
using Pushy.Chaos.Cluster;
using Pushy.Chaos.Load;
using Pushy.Chaos.Truth;
using Pushy.Contracts.Jobs;

namespace Pushy.Chaos.Failover;

/// <summary>One job a node, on the first of them; each runs until it is aborted at the end.</summary>
internal sealed class LongJobs
{
    /// <summary>Longer than any measurement.</summary>
    private static readonly TimeSpan Works = TimeSpan.FromDays(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly World _world;
    private readonly AnyHost _hosts;
    private readonly Dictionary<string, (string Nonce, string Node)> _jobs = [];

    private LongJobs(World world) => (_world, _hosts) = (world, new AnyHost(world.Apis));

    public IReadOnlyCollection<string> Ids => _jobs.Keys;

    /// <summary>Nodes that run none of them.</summary>
    public IReadOnlyList<string> FreeNodes => [.. _world.Nodes.Except(_jobs.Values.Select(job => job.Node))];

    public static async Task<LongJobs> StartAsync(World world, CancellationToken ct)
    {
        var jobs = new LongJobs(world);
        var count = Math.Max(1, world.Nodes.Count * 3 / 5);
        for (var number = 0; number < count; number++)
        {
            var nonce = string.Create(CultureInfo.InvariantCulture, $"long{number}");
            var request = new JobRequest { Command = WorkScript.Command(nonce, Works, 0, 0), Nodes = [world.Nodes[number]], RunTimeout = (int)Works.TotalSeconds * 2 };
            var answer = await jobs._hosts.AskAsync(number, HttpMethod.Post, "/jobs", request.Write(), Patience, ct, key: nonce);
            if (answer is not { Status: HttpStatusCode.Created })
                throw new InvalidOperationException($"a job could not be started: {answer?.Text ?? "no answer"}");
            jobs._jobs.Add(JsonSerializer.Deserialize(answer.Body, RestContext.Wire.JobCreated)!.Uri[^32..], (nonce, world.Nodes[number]));
        }

        return jobs;
    }

    /// <summary>Aborts all, and holds what is told of them against the ledger.</summary>
    public async Task<IReadOnlyList<string>> WhatIsWrongAsync(CancellationToken ct)
    {
        List<string> wrong = [];
        foreach (var job in _jobs.Keys)
            await _hosts.AskAsync(0, HttpMethod.Post, $"/jobs/{job}/abort", "{}"u8.ToArray(), Patience, ct);
        var ledger = new RunLedger(File.ReadLines(_world.In(WorkScript.Ledger)));
        foreach (var (job, (nonce, node)) in _jobs)
        {
            var told = await Told.OfAsync(_world, job, ct);
            var runs = ledger.Of(nonce, node);
            if (told.Wrong is var (_, text))
                wrong.Add($"{job}: {text}");
            else if (told.Nodes[0].State != "aborted" || runs.Starts.Count != 1)
                wrong.Add($"{job}: {told.Nodes[0]}; ledger: {runs}");
        }

        return wrong;
    }
}
