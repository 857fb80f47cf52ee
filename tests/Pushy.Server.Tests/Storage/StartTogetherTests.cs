using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Storage;

/// <summary>Hosts and admin commands that open an empty storage at the same moment.</summary>
public abstract class StartTogetherTests(TestStorage storage) : IAsyncLifetime
{
    private const int Hosts = 3;

    public Task InitializeAsync() => storage.InitializeAsync();

    public Task DisposeAsync() => storage.DisposeAsync();

    [SkippableFact]
    public async Task Three_servers_and_three_commands_all_come_up()
    {
        string[] settings = [.. storage.Sets.SelectMany(set => new[] { "--set", set })];
        var servers = Enumerable.Range(0, Hosts).Select(_ => Task.Run(() => TestServer.Second(_ => { }, storage.Sets))).ToList();
        var commands = Enumerable.Range(0, Hosts).Select(n => Task.Run(() => CommandRun.Of(["org", "create", $"org{n}", .. settings]))).ToList();

        Assert.All(await Task.WhenAll(commands), command => Assert.True(command.ExitCode == 0, command.Error));
        foreach (var server in await Task.WhenAll(servers))
        {
            await using (server)
                Assert.Equal(200, (await SignedClient.Send(server.Address, "GET", "/pushy/_status", null)).Status);
        }
    }

    [SkippableFact]
    public async Task Who_comes_first_makes_the_tables_and_nobody_makes_them_twice()
    {
        await Task.WhenAll(Enumerable.Range(0, 2 * Hosts).Select(_ => Task.Run(() => Schema.Migrate(storage.Options, storage.Database, default))));
        await Schema.Migrate(storage.Options, storage.Database, default);
    }
}

public sealed class SqliteStartTogetherTests() : StartTogetherTests(new SqliteStorage());

/// <summary>With processes, too, for these share nothing; ten times over, for a race is not lost every time.</summary>
public sealed class PostgresStartTogetherTests() : StartTogetherTests(new PostgresStorage())
{
    private const int Times = 10;

    [SkippableFact]
    public async Task Ten_times_over_three_servers_come_up_on_an_empty_database()
    {
        for (var time = 0; time < Times; time++)
        {
            var database = await SharedPostgres.Take();
            string[] sets = ["pushy.storage.provider=postgresql", $"pushy.storage.connection-string={database}"];
            var servers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => TestServer.Second(_ => { }, sets))));
            foreach (var server in servers)
                await server.DisposeAsync();
            await SharedPostgres.Return();
        }
    }

    [SkippableFact]
    public async Task Three_processes_come_up_on_an_empty_database()
    {
        var database = await SharedPostgres.Take();
        string[] sets = ["pushy.storage.provider=postgresql", $"pushy.storage.connection-string={database}", "pushy.log.level=warning"];
        var folder = Directory.CreateTempSubdirectory("pushy-test-").FullName;
        var servers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ServerProcess.Start(folder, sets)));
        foreach (var server in servers)
        {
            Assert.Equal(200, (await SignedClient.Send(server.Address, "GET", "/pushy/_status", null)).Status);
            await server.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
        await SharedPostgres.Return();
    }
}
