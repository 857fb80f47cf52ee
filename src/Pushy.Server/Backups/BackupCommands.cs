using System.CommandLine;
using LinqToDB;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;
using Pushy.Server.Admin;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Doctor;
using Pushy.Server.Storage;

namespace Pushy.Server.Backups;

/// <summary><c>backup</c> and <c>restore</c>. Neither brings the schema up to date: a backup is made before an upgrade, with the new program or the old one.</summary>
internal static class BackupCommands
{
    private const string MainFile = "pushy.db";
    private const string JournalFile = "journal.db";
    private const string DumpFile = "pushy.dump";
    private const string Sqlite = "sqlite";
    private const string PostgreSql = "postgresql";

    public static Command Backup(CommandShell shell)
    {
        var to = new Argument<string>("TO") { Description = "Folder for the backup; it is made, and must not exist or be empty." };
        var command = new Command("backup", "Copy all that is stored, as it is at one moment, and this host's files; servers may run meanwhile.") { to };
        command.SetAction((parsed, ct) => Run(parsed, async () =>
        {
            var config = shell.Load(parsed);
            var database = new Database(config.Options.Storage);
            var (said, refused) = await Save(config.Options, database, parsed.GetValue(shell.Config) ?? [], parsed.GetRequiredValue(to), ct);
            return refused ?? await Told(parsed, database, said!, ct);
        }));
        return command;
    }

    public static Command Restore(CommandShell shell)
    {
        var from = new Argument<string>("FROM") { Description = "Folder of a backup." };
        var force = new Option<bool>("--force") { Description = "Replace a storage that has something in it." };
        var command = new Command("restore", "Put a backup into the storage that the settings name, while no server runs on it.") { from, force };
        command.SetAction((parsed, ct) => Run(parsed, async () =>
        {
            var config = shell.Load(parsed);
            var database = new Database(config.Options.Storage);
            var (said, refused) = await Put(config.Options.Storage, database, Path.GetFullPath(parsed.GetRequiredValue(from)), parsed.GetValue(force), ct);
            return refused ?? await Told(parsed, database, said!, ct);
        }));
        return command;
    }

    private static async Task<(string? Said, AdminRefusal? Refused)> Save(ServerOptions options, Database database, IReadOnlyList<string> given, string to, CancellationToken ct)
    {
        var storage = options.Storage;
        if (storage.Provider == StorageProvider.Sqlite && !(File.Exists(SqliteFile.PathIn(storage.Path)) && File.Exists(SqliteFile.JournalIn(storage.Path))))
            return (null, new AdminRefusal($"there is no storage in {storage.Path} (pushy.storage.path); nothing was backed up"));

        var (folder, refused) = BackupFolder.Begin(to);
        if (folder is null)
            return (null, refused);
        using (folder)
        {
            var (moment, schema, contents) = (DateTimeOffset.MinValue, 0L, new BackupContents(0, 0, 0, 0, 0));
            if (storage.Provider == StorageProvider.Sqlite)
            {
                using var use = StorageUse.Share(storage.Path);
                var main = folder.Add(MainFile);
                moment = await SqliteSnapshot.Copy(storage, main, folder.Add(JournalFile), TimeProvider.System, ct);
                (schema, contents) = (await SchemaOf(main, ct), await SqliteRestore.Count(main, ct));
            }
            else
            {
                var (made, problem) = await PostgresSnapshot.Dump(database, folder.Add(DumpFile), TimeProvider.System, ct);
                if (made is null)
                    return (null, problem);
                (moment, schema, contents) = (made.Value.MadeAt, made.Value.Schema.There, made.Value.Contents);
            }

            await HostFiles.Copy(options, given, folder, ct);
            var provider = storage.Provider == StorageProvider.Sqlite ? Sqlite : PostgreSql;
            var path = await folder.Finish(files => new BackupManifest(
                BackupManifest.NewestFormat, VersionChecks.Own, schema, provider, moment, Environment.MachineName, contents, files), ct);
            return ($"{path} has {contents}, as of {Text(moment)}. It holds keys: keep it as safe as the server itself", null);
        }
    }

    private static async Task<(string? Said, AdminRefusal? Refused)> Put(StorageOptions storage, Database database, string from, bool force, CancellationToken ct)
    {
        var (manifest, refused) = await BackupFolder.Verify(from, ct);
        if (manifest is null)
            return (null, refused);
        var provider = storage.Provider == StorageProvider.Sqlite ? Sqlite : PostgreSql;
        if (manifest.Provider != provider)
            return (null, new AdminRefusal($"{from} is of {manifest.Provider}, and pushy.storage.provider is {provider}"));
        if (manifest.Schema > Schema.Newest)
            return (null, new AdminRefusal($"{from} has schema {manifest.Schema}, which this pushy-server (schema {Schema.Newest}) does not know; restore it with pushy-server {manifest.Version} or later"));

        string? kept = null;
        if (storage.Provider == StorageProvider.Sqlite)
            (kept, refused) = await SqliteRestore.Put(storage.Path, Path.Combine(from, MainFile), Path.Combine(from, JournalFile), force, TimeProvider.System.GetUtcNow(), ct);
        else
            refused = await PostgresRestore.Put(database, Path.Combine(from, DumpFile), force, TimeProvider.System, ct);
        if (refused is not null)
            return (null, refused);

        var contents = storage.Provider == StorageProvider.Sqlite ? await SqliteRestore.Count(SqliteFile.PathIn(storage.Path), ct) : await PostgresRestore.Count(database, ct);
        var lines = new List<string> { $"restored {contents}, as of {Text(manifest.MadeAt)}; what happened since is forgotten" };
        if (manifest.Schema < Schema.Newest)
            lines.Add($"its schema is {manifest.Schema}; the next start of this version brings it to {Schema.Newest}");
        if (kept is not null)
            lines.Add($"what was there before is in {kept}; remove it when nobody needs it");
        lines.AddRange(manifest.Files.Where(file => file.From is not null).Select(file => $"not put into place: {Path.Combine(from, file.Name)}, which was {file.From}"));
        return (string.Join('\n', lines), null);
    }

    /// <summary>Recorded where the audit log is one that this program can write.</summary>
    private static async Task<AdminRefusal?> Told(ParseResult parsed, Database database, string said, CancellationToken ct)
    {
        await parsed.InvocationConfiguration.Error.WriteLineAsync(said);
        await using var data = database.Open();
        if (await SchemaState.Read(data, database.Provider == StorageProvider.Sqlite, ct) is not { Pending.Count: 0, Unknown.Count: 0 })
            return null;
        return await CommandAudit.Record(database, parsed, null, ct);
    }

    private static async Task<int> Run(ParseResult parsed, Func<Task<AdminRefusal?>> act)
    {
        if (await act() is not { } refused)
            return ExitCode.Done;
        await parsed.InvocationConfiguration.Error.WriteLineAsync(refused.Text);
        return ExitCode.Failed;
    }

    private static async Task<long> SchemaOf(string main, CancellationToken ct)
    {
        var file = new SqliteConnectionStringBuilder { DataSource = main, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        await using var data = new DataConnection(new DataOptions().UseConnectionString(ProviderName.SQLiteMS, file.ToString()));
        return (await SchemaState.Read(data, isSqlite: true, ct)).There;
    }

    private static string Text(DateTimeOffset at) => FormattableString.Invariant($"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
}
