using System.Runtime.Versioning;
using System.Security.Cryptography;
using Pushy.Cli.Api;
using Pushy.Cli.Jobs;
using Pushy.Cli.Processes;
using Pushy.Contracts.Jobs;
using Pushy.Contracts.Nodes;
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

    /// <summary>50 agents need half a minute of two idle cores; one that ends is noticed at once.</summary>
    private static readonly TimeSpan OnlineTime = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan OnlinePause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FollowPause = TimeSpan.FromMilliseconds(100);

    private readonly string[] _nodes = [.. Enumerable.Range(1, options.Nodes).Select(number => $"node-{number}")];

    public async Task<FinishedJob> RunAsync(CancellationToken ct)
    {
        await progress.WriteLineAsync($"Starting a server and {Count("agent")} in {folder.Path}");
        using var aside = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var keys = Task.WhenAll(_nodes.Select(node => Task.Run(() => Enrolment.MakeKeyAsync(KeyFile(node), aside.Token), aside.Token)));
        try
        {
            await fleet.AdminAsync(null, ct, "org", "create", Organization);
            await Task.WhenAll(
                fleet.AdminAsync(null, ct, "user", "create", Organization, User, "--admin", "--key-out", UserKeyFile),
                fleet.AdminAsync(TokenFile, ct, "join-token", "create", Organization, "--uses", $"{options.Nodes}"));
            // Last: a server that started while these commands ended has been seen to answer "no such table".
            var (server, address) = await fleet.StartServerAsync(ct);
            await progress.WriteLineAsync($"Server listens on {address.GetLeftPart(UriPartial.Authority)}");
            return await WatchAsync(server, async alive => await WithServerAsync(address, await keys, alive), ct);
        }
        finally
        {
            // Nothing may write to the folder any more when we are done with it.
            await aside.CancelAsync();
            await ((Task)keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>If the server goes, so does all that waits for it.</summary>
    private static async Task<FinishedJob> WatchAsync(Child server, Func<CancellationToken, Task<FinishedJob>> work, CancellationToken ct)
    {
        using var alive = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var working = work(alive.Token);
        if (await Task.WhenAny(working, server.Exited) == server.Exited)
            await alive.CancelAsync();
        try
        {
            return await working;
        }
        catch (Exception e) when (e is OperationCanceledException or RequestFailedException && !ct.IsCancellationRequested)
        {
            throw new DemoFailedException(
                server.Exited.IsCompleted ? $"pushy-server ended by itself, with exit code {await server.Exited}." : e.Message, server.Log);
        }
    }

    private async Task<FinishedJob> WithServerAsync(Uri address, string[] publicKeys, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = RequestTime };
        var key = RSA.Create();
        using var credential = new KeyCredential(User, key);
        key.ImportFromPem(await File.ReadAllTextAsync(UserKeyFile, ct));
        var client = new PushyClient(new ServerLink(http, [address], credential, clock), Organization);

        var joinToken = (await File.ReadAllTextAsync(TokenFile, ct)).Trim();
        await Task.WhenAll(_nodes.Zip(publicKeys, (node, pem) => Enrolment.JoinAsync(http, Organization, new JoinRequest(joinToken, node, pem), ct)));
        var whitelist = folder.In("whitelist.json");
        await DemoFolder.WriteSecretAsync(whitelist, DemoWhitelist.Json, ct);     // an agent reads none that others could write
        foreach (var node in _nodes)
            fleet.StartAgent(address, Organization, node, KeyFile(node), whitelist);
        await WaitUntilOnlineAsync(client, ct);
        await progress.WriteLineAsync($"{Count("node")} online");

        var id = await client.StartJobAsync(new JobRequest { Command = options.Command, Nodes = _nodes, CaptureOutput = true }, IdempotencyKey.New(), ct);
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
            var available = await client.NodesAsync(null, NodePresenceWords.Available, ct);
            var missing = _nodes.Except(available.Select(node => node.Name)).ToList();
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

    private string UserKeyFile => folder.In("keys", "user.pem");

    private string TokenFile => folder.In("keys", "join-token");

    private string Count(string noun) => options.Nodes == 1 ? $"1 {noun}" : $"{options.Nodes} {noun}s";

    private string KeyFile(string node) => folder.In("keys", node + ".pem");
}
