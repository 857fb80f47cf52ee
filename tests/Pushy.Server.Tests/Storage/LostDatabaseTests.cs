using System.Diagnostics;
using LinqToDB.Data;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Pushy.Contracts.Agents;
using Pushy.EndToEnd.Tests.Fleets;
using Pushy.Server.Directories;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Pushy.Server.Tests.Links;
using Pushy.Tests.Shared;
using Xunit.Abstractions;

namespace Pushy.Server.Tests.Storage;

/// <summary>PostgreSQL goes while jobs run, and comes back: 503 meanwhile, and nobody need start the server again.</summary>
public sealed class LostDatabaseTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int AskTimeoutSeconds = 6;

    /// <summary>Beyond what an answer takes on an idle machine.</summary>
    private const int Slack = 5;

    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1 + Slack);

    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(3 + Slack);

    private PostgresServer? _postgres;
    private TcpProxy? _network;
    private TestServer _server = null!;
    private JobOrganization _org = null!;

    public async Task InitializeAsync()
    {
        if (PostgresServer.Programs is not null)
            _postgres = await PostgresServer.Start();
    }

    /// <param name="byNetwork">By way of a network that can be cut.</param>
    private async Task Start(bool byNetwork = false)
    {
        Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
        var connection = new NpgsqlConnectionStringBuilder(await _postgres!.Create("pushy"));
        if (byNetwork)
        {
            _network = NetworkTo(connection.Port);
            connection.Port = _network.Address.Port;
        }

        _server = await TestServer.Start(sets:
        [
            "pushy.storage.provider=postgresql", $"pushy.storage.connection-string={connection}",
            $"pushy.jobs.ask-timeout={AskTimeoutSeconds}s", "pushy.jobs.linger=0s", "pushy.presence.reset-repeat=100ms",
        ]);
        await _server.User("alice", admin: true);
        foreach (var node in new[] { "web1", "web2" })
            await _server.Node(node);
        _org = new JobOrganization(_server, (await _server.Services.GetRequiredService<IDirectory>().FindOrganization("acme", default))!);
    }

    public async Task DisposeAsync()
    {
        if (_postgres is null)
            return;
        await _server.DisposeAsync();
        if (_network is not null)
            await _network.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    [SkippableFact]
    public async Task Stopped_and_started_again()
    {
        await Start();
        await Survives(() => _postgres!.Stop("fast"), () => _postgres!.Begin(), AtOnce);
    }

    [SkippableFact]
    public async Task Crashed_and_started_again()
    {
        await Start();
        await Survives(() => _postgres!.Stop("immediate"), () => _postgres!.Begin(), AtOnce);
    }

    [SkippableFact]
    public async Task Hung_and_back()
    {
        await Start();
        await Survives(() => _postgres!.Freeze(), () => _postgres!.Thaw(), Silent);
    }

    [SkippableFact]
    public async Task Its_network_cut_and_mended()
    {
        await Start(byNetwork: true);
        await Survives(Now(_network!.Cut), Now(_network!.Restore), AtOnce);
    }

    [SkippableFact]
    public async Task Its_network_silent_and_back()
    {
        await Start(byNetwork: true);
        await Survives(Now(_network!.Pause), Now(_network!.Restore), Silent);
    }

    /// <summary>Restarted so fast that nobody asked meanwhile: all connections of the pool are dead, and the next request finds that out.</summary>
    [SkippableFact]
    public async Task A_restart_that_nobody_saw_is_a_503_or_two()
    {
        await Start();
        await _postgres!.Stop("fast");
        await _postgres.Begin();
        var statuses = new List<int>();
        while (statuses.Count == 0 || statuses[^1] != 201)
            statuses.Add((await Post()).Status);
        output.WriteLine(string.Join(' ', statuses));
        Assert.All(statuses.SkipLast(1), status => Assert.Equal(503, status));
        Assert.InRange(statuses.Count, 1, 10);
    }

    private async Task Survives(Func<Task> lose, Func<Task> heal, TimeSpan limit)
    {
        await using var web1 = await _org.Agent("web1");
        await using var web2 = await _org.Agent("web2");
        var running = await _org.Post("web1");
        await web1.Start();
        await _org.Job(running, "running", nodes: 1);

        await lose();
        await web1.Say(new AgentMessage.Succeeded(running));
        var receipt = web1.Hear<ServerMessage.Recorded>();
        var refused = new List<TimeSpan>();
        for (var time = 0; time < 4; time++)
        {
            var since = Stopwatch.GetTimestamp();
            var answer = await Post("web2");
            refused.Add(Stopwatch.GetElapsedTime(since));
            Assert.Equal((503, """{"error":["storage is unavailable, try again"]}"""), (answer.Status, answer.Body));
        }

        output.WriteLine($"503 after {string.Join(", ", refused.Select(took => $"{took.TotalMilliseconds:f0} ms"))}");
        Assert.False(receipt.IsCompleted);

        await heal();
        var healed = Stopwatch.GetTimestamp();
        var posted = await Eventually.See(() => Post("web2"), answer => answer.Status == 201);
        output.WriteLine($"a job is taken {Stopwatch.GetElapsedTime(healed).TotalMilliseconds:f0} ms after");
        Assert.InRange(Stopwatch.GetElapsedTime(healed), TimeSpan.Zero, TimeSpan.FromSeconds(20));
        await AgainUntil(web1, running, receipt);
        output.WriteLine($"the receipt is there {Stopwatch.GetElapsedTime(healed).TotalMilliseconds:f0} ms after");
        await _org.Job(running, "complete");
        Assert.Equal(posted.Header("Location")![^32..], await web2.Ready());

        // Whoever was told 503 may try again: nothing of theirs has begun.
        await using var db = new DataConnection(_server.Services.GetRequiredService<Database>().JournalOptions);
        Assert.Equal(2, await db.ExecuteAsync<int>("select count(*) from journal where persistence_id like 'job-%' and sequence_number = 1"));
        // The first may have found the database well half a second ago, and then waits: for one statement, for its job, for one more look.
        Assert.InRange(refused[0], TimeSpan.Zero, TimeSpan.FromSeconds(8 + AskTimeoutSeconds + 3 + Slack));
        Assert.All(refused.Skip(1), took => Assert.InRange(took, TimeSpan.Zero, limit));
    }

    private static TcpProxy NetworkTo(int port) => new(new Uri($"tcp://127.0.0.1:{port}"));

    private static Func<Task> Now(Action act) => () =>
    {
        act();
        return Task.CompletedTask;
    };

    private Task<Reply> Post(string node = "web1") => _org.Alice.Post(_org.Jobs, $$"""{"command":"true","nodes":["{{node}}"]}""");

    /// <summary>Repeats the outcome, as an agent does until it has the receipt.</summary>
    private static async Task AgainUntil(SimulatedAgent agent, string job, Task receipt)
    {
        using var pulse = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (!receipt.IsCompleted)
        {
            await agent.Say(new AgentMessage.Succeeded(job));
            await pulse.WaitForNextTickAsync();
        }

        await receipt;
    }
}
