using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Pushy.Tests.Shared;

/// <summary>
/// A PostgreSQL of one test run's own: a fresh cluster in a temporary folder, on a free port of loopback, ended with the tests.
/// PostgreSQL refuses to run as root, so root starts it as the user that Debian's package makes.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "postgres";

    private readonly string _folder;
    private readonly int _port;

    private PostgresServer(string folder, int port) => (_folder, _port) = (folder, port);

    /// <summary>Where the programs are; null if PostgreSQL is not installed.</summary>
    public static string? Programs { get; } = Find();

    /// <summary>There while it runs; its first line is the process that all others are children of.</summary>
    private string PidFile => Path.Combine(_folder, "data", "postmaster.pid");

    private static bool IsRoot => Environment.UserName == "root";

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port => _port;

    /// <summary>The process whose children are all the others.</summary>
    public int Postmaster => int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture);

    /// <summary>Connects to a database that was made for the caller.</summary>
    public string ConnectionString(string database = User) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username={User};Database={database}");

    public static async Task<PostgresServer> Start()
    {
        var folder = Directory.CreateTempSubdirectory("pushy-postgres-").FullName;
        if (IsRoot)
            await Run("chown", User, folder);
        var server = new PostgresServer(folder, FreePort());
        await server.Tool("initdb", "-A", "trust", "-U", User, "-E", "UTF8", "--locale=C", "--no-sync");
        await server.Begin();
        return server;
    }

    /// <summary>A new, empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> Create(string database)
    {
        await Client("createdb", database);
        return ConnectionString(database);
    }

    /// <summary>A new, empty database whose tables are in a folder of their own, that is made; PostgreSQL's own files stay where they are.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateOn(string folder, string database)
    {
        await RunAs("mkdir", "-m", "700", folder);
        await Client("psql", "-q", "-v", "ON_ERROR_STOP=1", "-c", $"CREATE TABLESPACE elsewhere LOCATION '{folder}'", User);
        await Client("createdb", "-D", "elsewhere", database);
        return ConnectionString(database);
    }

    /// <summary>Writes what is in a database to a file of SQL that any PostgreSQL from 15 on reads.</summary>
    public async Task Dump(string database, string file)
    {
        var dump = Path.Combine(_folder, "dump.sql");
        await Client("pg_dump", "--no-owner", "--no-privileges", "-f", dump, database);
        // \restrict, which guards psql against what a hostile server puts into a dump, is unknown to psql before August 2025.
        await File.WriteAllLinesAsync(file, File.ReadLines(dump).Where(line => !line.StartsWith("\\restrict", StringComparison.Ordinal) && !line.StartsWith("\\unrestrict", StringComparison.Ordinal)));
    }

    /// <summary>Puts what <see cref="Dump"/> wrote into an empty database.</summary>
    public async Task Fill(string database, string file)
    {
        var dump = Path.Combine(_folder, $"{database}.sql");   // where the user postgres may read it
        File.Copy(file, dump);
        await Client("psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", dump, database);
    }

    /// <summary>Ends it: <c>fast</c> cuts all connections and writes what is to be written, <c>immediate</c> is a crash.</summary>
    public Task Stop(string mode) => Tool("pg_ctl", "stop", "-m", mode, "-w");

    /// <summary>Starts it again on what it stored.</summary>
    public Task Begin() => Tool(
        "pg_ctl", "start", "-w", "-l", Path.Combine(_folder, "log"),
        "-o", string.Create(CultureInfo.InvariantCulture, $"-p {_port} -k {_folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"));

    /// <summary>Stops all of its processes where they are, as a machine that hangs: it takes connections and answers nothing.</summary>
    public Task Freeze() => Signal("STOP");

    public Task Thaw() => Signal("CONT");

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(PidFile))
            await Stop("immediate");
        Directory.Delete(_folder, recursive: true);
    }

    private Task Tool(string name, params string[] args) => RunAs(Path.Combine(Programs!, name), ["-D", Path.Combine(_folder, "data"), .. args]);

    private Task Client(string name, params string[] args) =>
        RunAs(Path.Combine(Programs!, name), ["-h", "127.0.0.1", "-p", _port.ToString(CultureInfo.InvariantCulture), "-U", User, .. args]);

    private async Task Signal(string signal)
    {
        var first = (await File.ReadAllLinesAsync(PidFile))[0];
        var children = (await File.ReadAllTextAsync($"/proc/{first}/task/{first}/children")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await Run("kill", [$"-{signal}", first, .. children]);
    }

    private static Task RunAs(string program, params string[] args) =>
        IsRoot ? Run("runuser", ["-u", User, "--", program, .. args]) : Run(program, args);

    /// <summary>Its output is not piped: the server that pg_ctl starts would keep the pipe open.</summary>
    private static async Task Run(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", program, .. args]) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', args)} ended with {process.ExitCode}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? Find() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Max()
        : null;
}
