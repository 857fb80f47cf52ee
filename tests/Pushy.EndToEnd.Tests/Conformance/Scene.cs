using System.Text.Json;
using Pushy.Contracts.Jobs;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Conformance;

/// <summary>One server and its three nodes for all end-to-end cases. Each case says which agents are to run and gives the jobs it posts their end.</summary>
public sealed class Scene : IAsyncLifetime
{
    internal const string Donkey = "web1";
    internal const string Farquad = "web2";
    internal const string Fiona = "web3";

    /// <summary>Commands with an entry of their own; anything else runs as it is.</summary>
    private const string Whitelist = """
        {
          "chef-client": { "command_line": "true", "lock": "LOCK" },
          "alias-that-succeeds": "true",
          "alias-that-fails": "exit 1",
          "/((?s).+)/": { "command_line": "\\1", "unsafe": true }
        }
        """;

    /// <summary>Short, for some cases wait for them.</summary>
    private static readonly string[] Settings = ["pushy.jobs.vote-timeout=5s", "pushy.presence.crash-grace=1s", "pushy.presence.vote-grace=1s"];

    private readonly TaskCompletionSource<Fleet> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;

    internal Fleet Fleet { get; private set; } = null!;

    /// <summary>The lock of chef-client.</summary>
    internal string LockFile => Fleet.In("chef-client.lock");

    public async Task InitializeAsync()
    {
        _running = Fleet.PrepareAsync(Settings, async fleet =>
        {
            await File.WriteAllTextAsync(fleet.In("whitelist.json"), Whitelist.Replace("LOCK", fleet.In("chef-client.lock"), StringComparison.Ordinal));
            await fleet.StartServerAsync();
            _ready.SetResult(fleet);
            await _done.Task;
        });
        await await Task.WhenAny(_ready.Task, _running);
        Fleet = await _ready.Task;
    }

    public async Task DisposeAsync()
    {
        _done.SetResult();
        await _running;
    }

    /// <summary>Runs a case with exactly these agents, free; the processes' logs are in the message if it fails.</summary>
    /// <param name="id">Of a case that is one of many of a test.</param>
    internal async Task With(string[] nodes, Func<Task> @case, string id = "")
    {
        try
        {
            foreach (var surplus in FleetTemplate.NodeNames.Except(nodes).Where(Runs))
                await StopAsync(surplus);
            foreach (var missing in nodes.Where(node => !Runs(node)))
                Fleet.StartAgent(missing);
            await Fleet.AvailableAsync(nodes);
            await @case();
        }
        catch (Exception e)
        {
            throw new FleetTestException($"{id} {e.GetType().Name}: {e.Message}\n{Fleet.Logs()}", e);
        }
    }

    internal bool Runs(string node) => Fleet.Nodes.Contains(node) && !Fleet.Agent(node).Exited.IsCompleted;

    /// <summary>Stops an agent in good order and waits until the server knows.</summary>
    internal async Task StopAsync(string node)
    {
        await Fleet.Agent(node).StopAsync();
        await OfflineAsync(node);
    }

    internal Task OfflineAsync(string node) => Until.TrueAsync($"{node} is offline", async () => (await Fleet.Api.PresenceAsync(node)).Status == "offline");

    internal async Task<int> ConnectedAsync()
    {
        using var http = new HttpClient();
        using var status = JsonDocument.Parse(await http.GetStringAsync(new Uri(Fleet.Address, "/pushy/_status")));
        return status.RootElement.GetProperty("node_fsm_count").GetInt32();
    }

    internal Task ConnectedAsync(int nodes) => Until.TrueAsync($"{nodes} nodes are connected", async () => await ConnectedAsync() == nodes);

    internal Task<string> PostAsync(string command, params string[] nodes) => PostAsync(new JobRequest { Command = command, Nodes = nodes });

    internal Task<string> PostAsync(JobRequest job) => Fleet.Api.PostAsync(job);

    /// <summary>Waits for a job's end: its status, and its nodes by state, as <c>complete failed=web1 succeeded=web2,web3</c>.</summary>
    internal async Task EndsAsync(string job, string expected)
    {
        var ended = await Until.GotAsync($"job {job} ends", async () => await Fleet.Api.JobAsync(job) is { Status: not ("voting" or "running") } one ? one : null);
        Assert.Equal(expected, $"{ended.Status} {string.Join(' ', ended.Nodes!.OrderBy(state => state.Key, StringComparer.Ordinal).Select(state => $"{state.Key}={string.Join(',', state.Value.Order(StringComparer.Ordinal))}"))}");
    }

    /// <summary>Posts a job and waits for its end.</summary>
    internal async Task<string> EndsAsync(JobRequest job, string expected)
    {
        var id = await PostAsync(job);
        await EndsAsync(id, expected);
        return id;
    }

    /// <summary>A job that runs until its gate is opened; running on all of its nodes when this returns.</summary>
    internal async Task<(string Job, string Gate)> RunningAsync(params string[] nodes)
    {
        var gate = Fleet.In($"gate-{Guid.NewGuid():N}");
        var job = await PostAsync($"until [ -e {gate} ]; do sleep 0.05; done", nodes);
        await Until.TrueAsync($"job {job} runs", async () =>
            (await Fleet.Api.JobAsync(job)).Nodes!.TryGetValue("running", out var running) && running.Count == nodes.Length && ProcessTable.OfJob(job).Count > 0);
        return (job, gate);
    }

    internal static void Open(string gate) => File.WriteAllText(gate, "");

    /// <summary>Runs a command on DONKEY, which must succeed, and gives what it printed.</summary>
    internal async Task<string> PrintsAsync(JobRequest job)
    {
        var id = await EndsAsync(job with { CaptureOutput = true }, $"complete succeeded={Donkey}");
        return await OutputAsync(id, "stdout");
    }

    internal async Task<string> OutputAsync(string job, string channel)
    {
        var answer = await Fleet.Api.SendAsync(HttpMethod.Get, $"/jobs/{job}/output/{Donkey}/{channel}", [], accept: "application/octet-stream");
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.Status);
        return answer.Text;
    }

    internal static JobRequest On(string node, string command) => new() { Command = command, Nodes = [node] };
}

[CollectionDefinition(Name)]
public sealed class SceneTests : ICollectionFixture<Scene>
{
    public const string Name = "conformance";
}
