using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Storage;

namespace Pushy.Server.Tests.Doctor;

/// <summary><c>doctor</c> on SQLite, as a person calls it.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-doctor-").FullName;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Before_the_first_start_it_says_what_is_missing_and_makes_nothing()
    {
        var run = await Doctor();

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"there is no folder '{Data}'", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task A_sound_storage_has_no_problem_and_is_left_as_it_is()
    {
        await Init();
        var before = Files();

        var run = await Doctor();

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Matches(@"pushy\.db: [1-9][0-9]+ KiB", run.Output);
        Assert.Contains("checked and sound", run.Output, StringComparison.Ordinal);
        Assert.Contains($"up to date: {Schema.Newest}", run.Output, StringComparison.Ordinal);
        Assert.Contains("no server uses it now", run.Output, StringComparison.Ordinal);
        Assert.Contains(", 0 problems\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task Every_wrong_setting_is_a_problem_of_its_own()
    {
        var run = await Doctor("pushy.jobs.vote-timeout=60", "pushy.link.max-links=0");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("PROBLEM  configuration pushy.jobs.vote-timeout: '60' is not allowed", run.Output, StringComparison.Ordinal);
        Assert.Contains("PROBLEM  configuration pushy.link.max-links", run.Output, StringComparison.Ordinal);
        Assert.Contains("2 problems", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pending_migrations_are_told_and_not_carried_out()
    {
        await Init();
        await Execute($"""delete from "VersionInfo" where "Version" = {Schema.Newest}""");

        var run = await Doctor();

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("1 migrations are pending", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 migrations are pending", (await Doctor()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_schema_is_a_problem()
    {
        await Init();
        await Execute("""insert into "VersionInfo" ("Version", "AppliedOn", "Description") values (999999, current_timestamp, 'later')""");

        var run = await Doctor();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("the database has schema 999999", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_a_problem()
    {
        await Init();
        SqliteConnection.ClearAllPools();
        await using (var file = File.OpenWrite(Path.Combine(Data, "journal.db")))
        {
            file.Position = 4096;   // the page after the first
            file.Write(Enumerable.Repeat((byte)0xff, 4096).ToArray());
        }

        var run = await Doctor();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("journal.db is damaged", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_others_may_read_is_a_problem_with_its_remedy()
    {
        await Init();
        using (var chmod = System.Diagnostics.Process.Start("chmod", ["755", Data]))
            await chmod.WaitForExitAsync();

        var run = await Doctor();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"others on this machine may use '{Data}' (mode 755)", run.Output, StringComparison.Ordinal);
        Assert.Contains($"→ chmod 700 {Data}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_another_program_holds_is_a_problem()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        var run = await Doctor($"pushy.http.urls={url}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"{url} is held by another program", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beside_a_server_that_runs_nothing_is_wrong()
    {
        await using var server = await TestServer.Host(null, $"pushy.storage.path={Data}");

        var run = await Doctor($"pushy.http.urls={server.Address}");

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains($"{server.Address} is held by a pushy-server that runs", run.Output, StringComparison.Ordinal);
        Assert.Contains("a server or a command uses it now", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_JSON_each_finding_has_its_level_and_what_to_do()
    {
        var run = await CommandRun.Of("doctor", "--json", "--set", $"pushy.storage.path={Data}", "--set", "pushy.http.urls=http://127.0.0.1:0");

        var document = JsonNode.Parse(run.Output)!;
        Assert.True(document["healthy"]!.GetValue<bool>());
        var missing = document["checks"]!.AsArray().Single(check => check!["area"]!.GetValue<string>() == "database")!;
        Assert.Equal("warning", missing["level"]!.GetValue<string>());
        Assert.Equal("'pushy-server init' or the first start makes it", missing["todo"]!.GetValue<string>());
    }

    private async Task Init() => Assert.Equal(0, (await CommandRun.Of("init", "--set", $"pushy.storage.path={Data}")).ExitCode);

    private Task<CommandRun> Doctor(params string[] sets) => CommandRun.Of(
        ["doctor", .. new[] { $"pushy.storage.path={Data}", "pushy.http.urls=http://127.0.0.1:0" }.Concat(sets).SelectMany(set => new[] { "--set", set })]);

    /// <summary>Names, lengths and times of all files.</summary>
    private List<(string Name, long Length, DateTime Changed)> Files()
    {
        SqliteConnection.ClearAllPools();
        return [.. new DirectoryInfo(Data).GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => (file.Name, file.Length, file.LastWriteTimeUtc))];
    }

    private async Task Execute(string sql)
    {
        await using (var data = new Database(Pushy.Server.Configuration.PushyConfig.Load([], [$"pushy.storage.path={Data}"], []).Options.Storage).Open())
            await data.ExecuteAsync(sql);
        SqliteConnection.ClearAllPools();
    }
}

/// <summary><c>doctor</c> on PostgreSQL.</summary>
public sealed class PostgresDoctorTests : IAsyncLifetime
{
    private readonly PostgresStorage _storage = new();

    public Task InitializeAsync() => _storage.InitializeAsync();

    public Task DisposeAsync() => _storage.DisposeAsync();

    [SkippableFact]
    public async Task What_matters_of_the_database_is_told_and_nothing_is_made()
    {
        var empty = await Doctor();
        Assert.True(empty.ExitCode == 0, empty.Output);
        Assert.Contains("the database is empty", empty.Output, StringComparison.Ordinal);
        Assert.Contains("the database is empty", (await Doctor()).Output, StringComparison.Ordinal);

        await CommandRun.Of(["init", .. Settings()]);
        var run = await Doctor();

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains("takes writes, and this user may make tables", run.Output, StringComparison.Ordinal);
        Assert.Contains("connections for users; this server uses up to 32", run.Output, StringComparison.Ordinal);
        Assert.Contains("fsync off", run.Output, StringComparison.Ordinal);   // as our tests start it
        Assert.Contains("clock", run.Output, StringComparison.Ordinal);
        Assert.Contains($"up to date: {Schema.Newest}", run.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_pool_that_the_database_has_no_room_for_is_told()
    {
        var run = await Doctor("Maximum Pool Size=500");
        Assert.Contains("this server uses up to 502", run.Output, StringComparison.Ordinal);
        Assert.Contains("raise max_connections", run.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_database_that_takes_no_writes_is_a_problem()
    {
        var run = await Doctor("Options=-c default_transaction_read_only=on");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("it is read-only", run.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_database_that_is_not_there_is_a_problem_and_its_password_is_not_told()
    {
        var run = await CommandRun.Of("doctor", "--set", "pushy.storage.provider=postgresql", "--set", "pushy.storage.connection-string=Host=127.0.0.1;Port=1;Database=x;Username=u;Password=geheim", "--set", "pushy.http.urls=http://127.0.0.1:0");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("PostgreSQL 'x' at 127.0.0.1:1 cannot be used", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", run.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_cluster_that_uses_the_database_keeps_other_servers_out()
    {
        await CommandRun.Of(["init", .. Settings()]);
        await using (var data = _storage.Database.Open())
        {
            await data.ExecuteAsync(
                "insert into cluster_hosts (address, incarnation, version, started_at, seen_at) select '127.0.0.9:10004', repeat('0', 32), '1', t, t from (select (extract(epoch from clock_timestamp()) * 1000000)::bigint as t) as now");
        }

        var run = await Doctor();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("the database is in use by a cluster (host 127.0.0.9:10004)", run.Output, StringComparison.Ordinal);
    }

    private Task<CommandRun> Doctor(string more = "") => CommandRun.Of(["doctor", "--set", "pushy.http.urls=http://127.0.0.1:0", .. Settings(more)]);

    private IEnumerable<string> Settings(string more = "") => _storage.Sets
        .Select(set => set.StartsWith("pushy.storage.connection-string", StringComparison.Ordinal) ? $"{set};{more}" : set)
        .SelectMany(set => new[] { "--set", set });
}
