using Pushy.Server.Configuration;
using Pushy.Server.Directories.Chef;
using Pushy.Server.Storage;

namespace Pushy.Server.Doctor;

/// <summary>Files and folders that hold secrets are for the server's account only.</summary>
internal static class SecretFileChecks
{
    private const string Area = "permissions";

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>A service's configuration is root's, and its group may read it.</summary>
    private const UnixFileMode World = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute | UnixFileMode.GroupWrite;

    public static IEnumerable<Finding> Of(ServerOptions options, IReadOnlyList<string> files)
    {
        var findings = new List<Finding?>();
        foreach (var file in files.Where(file => options.Storage.Provider == StorageProvider.PostgreSql))
            findings.Add(Check(file, World, "it holds the database's password", "640"));
        if (options.Storage.Provider == StorageProvider.Sqlite)
        {
            findings.Add(Check(options.Storage.Path, Others, "it is the data folder", "700"));
            foreach (var file in new[] { SqliteFile.PathIn(options.Storage.Path), SqliteFile.JournalIn(options.Storage.Path) })
                findings.Add(Check(file, Others, "keys and jobs are in it", "600"));
        }

        if (options.Cluster is { Enabled: true, Tls.Enabled: true })
            findings.Add(Check(options.Cluster.Tls.KeyFile, World, "it is this host's private key", "600"));
        if (options.Http.Tls is { } tls)
            findings.Add(Check(tls.KeyFile, World, "it is the server's private key", "640"));
        if (options.Directory.Chef is { } chef)
        {
            findings.Add(Check(chef.KeyFile, World, "it is the Chef Infra Server superuser's private key", "600"));
            findings.Add(Key(chef));
        }

        var told = findings.OfType<Finding>().Where(finding => finding.Level != Level.Ok).ToList();
        return told.Count > 0 ? told : findings.Any(finding => finding is not null) ? [Finding.Ok(Area, "files with secrets are for the server's account only")] : [];
    }

    /// <summary>Null: there is nothing to look at.</summary>
    private static Finding? Check(string path, UnixFileMode forbidden, string why, string mode)
    {
        if (OperatingSystem.IsWindows() || !Path.Exists(path))
            return null;
        return (File.GetUnixFileMode(path) & forbidden) == 0
            ? Finding.Ok(Area, path)
            : Finding.Problem(Area, $"others on this machine may use '{path}' (mode {Convert.ToString((int)File.GetUnixFileMode(path), 8)}); {why}", $"chmod {mode} {path}");
    }

    private static Finding? Key(ChefOptions chef)
    {
        try
        {
            using var key = ChefKey.Load(chef.KeyFile);
            return null;
        }
        catch (ConfigurationException e)
        {
            return Finding.Problem("directory", e.Message, "put the superuser's key there, readable for the server's account");
        }
    }
}
