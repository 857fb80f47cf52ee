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

    private static bool IsRoot => Environment.UserName == "root";

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port => _port;

    /// <summary>The process whose children are all the others.</summary>
    public int Postmaster => int.Parse(File.ReadLines(Path.Combine(_folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

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
        await RunAs(Path.Combine(Programs!, "createdb"), "-h", "127.0.0.1", "-p", _port.ToString(CultureInfo.InvariantCulture), "-U", User, database);
        return ConnectionString(database);
    }

    public async ValueTask DisposeAsync()
    {
        await Stop("immediate");
        Directory.Delete(_folder, recursive: true);
    }

    /// <param name="mode"><c>fast</c> ends what is under way in good order; <c>immediate</c> is as if it had crashed.</param>
    public Task Stop(string mode) => Tool("pg_ctl", "stop", "-m", mode, "-w");

    /// <summary>Starts it, or starts it again with all that it had.</summary>
    public Task Begin() => Tool(
        "pg_ctl", "start", "-w", "-l", Path.Combine(_folder, "log"),
        "-o", string.Create(CultureInfo.InvariantCulture, $"-p {_port} -k {_folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"));

    private Task Tool(string name, params string[] args) => RunAs(Path.Combine(Programs!, name), ["-D", Path.Combine(_folder, "data"), .. args]);

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
