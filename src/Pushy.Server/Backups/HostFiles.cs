using Pushy.Server.Configuration;

namespace Pushy.Server.Backups;

/// <summary>What a host needs beside its storage: configuration, certificates, keys. A backup has them; restoring them is for people, for on another machine they may be other ones.</summary>
internal static class HostFiles
{
    private const string Folder = "host";

    /// <summary>Copies those that there are.</summary>
    /// <param name="given">Files named with <c>--config</c>.</param>
    public static async Task Copy(ServerOptions options, IReadOnlyList<string> given, BackupFolder backup, CancellationToken ct)
    {
        var tls = options.Cluster.Tls;
        var needed = given
            .Concat(options.Cluster.Enabled ? [tls.CertificateFile, tls.KeyFile, tls.CaFile] : [])
            .Append(options.Directory.Chef?.KeyFile ?? "")
            .Where(path => path.Length > 0)
            .Select(Path.GetFullPath)
            .Distinct(StringComparer.Ordinal);
        var number = 0;
        foreach (var path in needed)
        {
            await using var source = File.OpenRead(path);
            await using var copy = new FileStream(backup.Add($"{Folder}/{++number}-{Path.GetFileName(path)}", path), FileMode.Open, FileAccess.Write, FileShare.None);
            await source.CopyToAsync(copy, ct);
            copy.Flush(flushToDisk: true);
        }
    }
}
