using System.Security.Cryptography;
using System.Text.Json;
using Pushy.Server.Directories;
using Pushy.Server.Storage;

namespace Pushy.Server.Backups;

/// <summary>A backup on disk: a folder for this account only, with files and a manifest. It is made under another name and gets its own when it is whole.</summary>
internal sealed class BackupFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const long MaxManifestBytes = 1 << 20;

    private readonly string _target;
    private readonly List<(string Name, string? From)> _files = [];

    private BackupFolder(string target, string path) => (_target, Path) = (target, path);

    /// <summary>Where files go until it is whole.</summary>
    public string Path { get; }

    /// <summary>Begins one; refused where something is.</summary>
    public static (BackupFolder? Folder, AdminRefusal? Refused) Begin(string target)
    {
        target = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(target));
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
            return (null, new AdminRefusal($"{target} exists already and is not overwritten; name a new folder"));
        try
        {
            Make(System.IO.Path.GetDirectoryName(target)!);
            var path = $"{target}.unfinished-{Environment.ProcessId}";
            Make(path);
            return (new BackupFolder(target, path), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, new AdminRefusal($"{target} cannot be written: {e.Message}"));
        }
    }

    /// <summary>A new file in it, mode 0600, for the caller to fill.</summary>
    /// <param name="from">Where it was, if it is a file that the host needs beside its storage.</param>
    /// <returns>Its path.</returns>
    public string Add(string name, string? from = null)
    {
        var path = System.IO.Path.Combine(Path, name);
        Make(System.IO.Path.GetDirectoryName(path)!);
        SqliteFile.Open(path, FileShare.None).Dispose();
        _files.Add((name, from));
        return path;
    }

    /// <summary>Writes the manifest, and gives it its name.</summary>
    public async Task<string> Finish(Func<IReadOnlyList<BackupFile>, BackupManifest> describe, CancellationToken ct)
    {
        var files = new List<BackupFile>();
        foreach (var (name, from) in _files)
            files.Add(await Describe(System.IO.Path.Combine(Path, name), name, from, ct));
        await using (var manifest = SqliteFile.Open(System.IO.Path.Combine(Path, BackupManifest.FileName), FileShare.None))
        {
            await JsonSerializer.SerializeAsync(manifest, describe(files), BackupJson.Default.BackupManifest, ct);
            manifest.Flush(flushToDisk: true);
        }

        if (Directory.Exists(_target))
            Directory.Delete(_target);   // empty, as was seen
        Directory.Move(Path, _target);
        return _target;
    }

    /// <summary>Reads a backup and checks that each of its files is what the manifest says.</summary>
    public static async Task<(BackupManifest? Manifest, AdminRefusal? Refused)> Verify(string folder, CancellationToken ct)
    {
        var path = System.IO.Path.Combine(folder, BackupManifest.FileName);
        if (!File.Exists(path))
            return (null, new AdminRefusal($"{folder} is no backup: there is no {BackupManifest.FileName} in it"));
        try
        {
            if (new FileInfo(path).Length > MaxManifestBytes)
                return (null, new AdminRefusal($"{path} has more than {MaxManifestBytes} bytes and is none of a backup"));
            await using var file = File.OpenRead(path);
            var manifest = (await JsonSerializer.DeserializeAsync(file, BackupJson.Default.BackupManifest, ct))!;
            if (manifest.Format > BackupManifest.NewestFormat)
                return (null, new AdminRefusal($"{folder} was made by pushy-server {manifest.Version}, in a format that this one does not know; restore it with that version or a later one"));
            foreach (var one in manifest.Files)
            {
                var own = System.IO.Path.Combine(folder, one.Name);
                if (!System.IO.Path.GetFullPath(own).StartsWith(System.IO.Path.GetFullPath(folder) + "/", StringComparison.Ordinal))
                    return (null, new AdminRefusal($"{path} names a file outside of the backup: {one.Name}"));
                if (!File.Exists(own))
                    return (null, new AdminRefusal($"{own} is missing, the backup is not whole"));
                if (await Describe(own, one.Name, one.From, ct) != one)
                    return (null, new AdminRefusal($"{own} is not what the manifest says (length or SHA-256 differ): the backup is damaged"));
            }

            return (manifest, null);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return (null, new AdminRefusal($"{folder} cannot be read as a backup: {e.Message}"));
        }
    }

    /// <summary>Takes away what did not become whole.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    private static async Task<BackupFile> Describe(string path, string name, string? from, CancellationToken ct)
    {
        await using var file = File.OpenRead(path);
        return new BackupFile(name, file.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct)), from);
    }

    private static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnerOnly);
    }
}
