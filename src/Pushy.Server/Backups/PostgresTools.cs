using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Pushy.Server.Backups;

/// <summary>
/// PostgreSQL's own programs, told by their environment where the database is: what stands on a command line, everybody on the machine can read.
/// </summary>
internal sealed class PostgresTools
{
    private const string DebianRoot = "/usr/lib/postgresql";

    /// <summary>What is kept of what a program complains about.</summary>
    private const int MaxErrorLength = 2_000;

    private readonly NpgsqlConnectionStringBuilder _where;

    public PostgresTools(string connectionString) => _where = new NpgsqlConnectionStringBuilder(connectionString);

    /// <summary>Runs one of them.</summary>
    /// <param name="name">pg_dump or pg_restore.</param>
    /// <param name="args">Without anything secret.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>What it wrote to standard output, and what it complained about; null: nothing, it is done.</returns>
    public async Task<(string Output, string? Error)> Run(string name, IEnumerable<string> args, CancellationToken ct)
    {
        if (Find(name) is not { } path)
            return ("", $"{name} is neither in PATH nor under {DebianRoot}; install PostgreSQL's client programs (Debian: postgresql-client)");

        var start = new ProcessStartInfo(path, args) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (variable, value) in Environment())
            start.Environment[variable] = value;
        using var process = Process.Start(start)!;
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
            await process.WaitForExitAsync(ct);
            var said = (await error).Trim();
            return process.ExitCode == 0
                ? (await output, null)
                : (await output, $"{name} ended with {process.ExitCode}: {(said.Length > MaxErrorLength ? said[..MaxErrorLength] + "…" : said)}");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    /// <summary>In PATH first, as whoever set that wanted it; else the newest that Debian has.</summary>
    internal static string? Find(string name)
    {
        var path = (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var installed = Directory.Exists(DebianRoot)
            ? Directory.GetDirectories(DebianRoot).OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0).Select(folder => Path.Combine(folder, "bin"))
            : [];
        return path.Concat(installed).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>The connection string, as libpq's variables have it.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Environment()
    {
        var variables = new Dictionary<string, string?>
        {
            ["PGHOST"] = _where.Host,
            ["PGPORT"] = _where.Port.ToString(CultureInfo.InvariantCulture),
            ["PGDATABASE"] = _where.Database ?? _where.Username,
            ["PGUSER"] = _where.Username,
            ["PGPASSWORD"] = _where.Password,
            ["PGPASSFILE"] = _where.Passfile,
            ["PGSSLROOTCERT"] = _where.RootCertificate,
            ["PGSSLCERT"] = _where.SslCertificate,
            ["PGSSLKEY"] = _where.SslKey,
            ["PGSSLMODE"] = _where.SslMode switch
            {
                SslMode.VerifyCA => "verify-ca",
                SslMode.VerifyFull => "verify-full",
                var mode => mode.ToString().ToLowerInvariant(),
            },
            ["PGOPTIONS"] = _where.SearchPath is { Length: > 0 } path ? $"-c search_path={path.Replace(" ", "", StringComparison.Ordinal)}" : _where.Options,
            ["PGAPPNAME"] = PostgresRestore.OwnName,
        };
        return variables.Where(variable => variable.Value is { Length: > 0 }).Select(variable => KeyValuePair.Create(variable.Key, variable.Value!));
    }
}
