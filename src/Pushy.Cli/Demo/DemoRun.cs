using System.Runtime.Versioning;
using System.Security.Cryptography;
using Pushy.Cli.Api;
using Pushy.Cli.Jobs;
using Pushy.Contracts.Jobs;
using Pushy.Contracts.Joining;

namespace Pushy.Cli.Demo;

/// <summary>A job that has ended, and what its nodes wrote.</summary>
internal sealed record FinishedJob(JobSnapshot Job, IReadOnlyList<NodeOutput> Outputs);

/// <summary>From an empty folder to a finished job. Leaves its processes to the fleet.</summary>
/// <param name="progress">Gets a line for each step.</param>
/// <param name="show">Shows the job while it goes on.</param>
[UnsupportedOSPlatform("windows")]
internal sealed class DemoRun(
    DemoOptions options,
    DemoFolder folder,
    Fleet fleet,
    TimeProvider clock,
    TextWriter progress,
    Func<IAsyncEnumerable<JobSnapshot>, CancellationToken, Task<JobSnapshot>> show)
{
    private const string Organization = "demo";
    private const string User = "you";

    private static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(30);

    /// <summary>Start of 50 agents on two cores, several times over.</summary>
    private static readonly TimeSpan OnlineTime = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan OnlinePause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FollowPause = TimeSpan.FromMilliseconds(100);

    private readonly string[] _nodes = [.. Enumerable.Range(1, options.Nodes).Select(number => $"node-{number}")];

    public async Task<FinishedJob> RunAsync(CancellationToken ct)
    {
        await progress.WriteLineAsync($"Starting a server and {options.Nodes} {(options.Nodes == 1 ? "agent" : "agents")} in {folder.Path}");
        var keys = Task.WhenAll(_nodes.Select(node => Task.Run(() => Enrolment.MakeKeyAsync(KeyFile(node), ct), ct)));
        await fleet.AdminAsync(folder.Log("admin"), ct, "org", "create", Organization);

        var userKey = folder.In("keys", "you.pem");
        var tokenFile = folder.In("keys", "join-token");
        var user = fleet.AdminAsync(folder.Log("admin"), ct, "user", "create", Organization, User, "--admin", "--key-out", userKey);
        var token = fleet.AdminAsync(tokenFile, ct, "join-token", "create", Organization);
        var (server, address) = await fleet.StartServerAsync(ct);
        await Task.WhenAll(user, token, keys);
        await progress.WriteLineAsync($"Server listens on {address.GetLeftPart(UriPartial.Authority)}");

        // If the server goes, so does all that waits for it.
        using var serverGone = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _ = server.Exited.ContinueWith(_ => serverGone.Cancel(), ct, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            return await WithServerAsync(address, (await File.ReadAllTextAsync(tokenFile, ct)).Trim(), await keys, userKey, serverGone.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or RequestFailedException && server.Exited.IsCompleted && !ct.IsCancellationRequested)
        {
            throw new DemoFailedException($"pushy-server ended by itself, with exit code {await server.Exited}.", server.Log);
        }
        catch (RequestFailedException e)
        {
            throw new DemoFailedException(e.Message, server.Log);
        }
    }

    private async Task<FinishedJob> WithServerAsync(Uri address, string joinToken, string[] publicKeys, string userKey, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = RequestTime };
        using var key = RSA.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(userKey, ct));
        var client = new PushyClient(http, Organization, User, key, clock);

        await Task.WhenAll(_nodes.Zip(publicKeys, (node, pem) => Enrolment.JoinAsync(http, Organization, new JoinRequest(joinToken, node, pem), ct)));
        var whitelist = folder.In("whitelist.json");
        await File.WriteAllTextAsync(whitelist, DemoWhitelist.Json, ct);
        foreach (var node in _nodes)
            fleet.StartAgent(address, Organization, node, KeyFile(node), whitelist);
        await WaitUntilOnlineAsync(client, ct);
        await progress.WriteLineAsync($"{options.Nodes} of {options.Nodes} nodes online");

        var id = await client.StartJobAsync(new JobRequest { Command = options.Command, Nodes = _nodes, CaptureOutput = true }, ct);
        var job = await show(JobFollower.FollowAsync(client, id, FollowPause, clock, ct), ct);
        var outputs = new List<NodeOutput>();
        foreach (var node in job.Nodes)
            outputs.Add(await NodeOutput.ReadAsync(client, id, node.Node, ct));
        return new FinishedJob(job, outputs);
    }

    private async Task WaitUntilOnlineAsync(PushyClient client, CancellationToken ct)
    {
        var from = clock.GetTimestamp();
        while (true)
        {
            var states = await client.NodeStatesAsync(ct);
            var missing = _nodes.Except(states.Where(state => state.Availability == "available").Select(state => state.NodeName)).ToList();
            if (missing.Count == 0)
                return;
            if (fleet.Agents.FirstOrDefault(agent => agent.Exited.IsCompleted) is { } ended)
                throw new DemoFailedException($"The agent of {ended.Name} ended by itself, with exit code {await ended.Exited}.", ended.Log);
            if (clock.GetElapsedTime(from) > OnlineTime)
            {
                throw new DemoFailedException(
                    $"After {OnlineTime.TotalSeconds:0} s these nodes are not online: {string.Join(", ", missing)}.", folder.Log(missing[0]));
            }

            await Task.Delay(OnlinePause, clock, ct);
        }
    }

    private string KeyFile(string node) => folder.In("keys", node + ".pem");
}
