using System.Runtime.Versioning;

namespace Pushy.Cli.Demo;

/// <summary>The demo's temporary folder, mode 0700: logs, keys, the server's data and the agents' states.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class DemoFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private DemoFolder(string path) => Path = path;

    public string Path { get; }

    public string Logs => In("logs");

    public string Keys => In("keys");

    public string Data => In("data");

    public static DemoFolder Create()
    {
        var folder = new DemoFolder(Directory.CreateTempSubdirectory("pushy-demo-").FullName);
        Directory.CreateDirectory(folder.Logs);
        Directory.CreateDirectory(folder.Keys);
        return folder;
    }

    /// <summary>Path of a file or folder in it.</summary>
    public string In(params ReadOnlySpan<string> names) => System.IO.Path.Combine([Path, .. names]);

    public string Log(string name) => System.IO.Path.Combine(Logs, name + ".log");

    /// <summary>Where an agent keeps what it must not forget.</summary>
    public string State(string node) => In("nodes", node);

    /// <summary>Writes a new file that only we can read.</summary>
    public static async Task WriteSecretAsync(string path, string text, CancellationToken ct)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        await using var writer = new StreamWriter(path, options);
        await writer.WriteAsync(text.AsMemory(), ct);
    }

    /// <param name="keepLogs">Whether they stay, to be looked into. Keys and all else go in any case.</param>
    public void Remove(bool keepLogs)
    {
        if (!keepLogs)
        {
            Directory.Delete(Path, recursive: true);
            return;
        }

        foreach (var entry in Directory.GetFileSystemEntries(Path).Where(entry => entry != Logs))
        {
            if (Directory.Exists(entry))
                Directory.Delete(entry, recursive: true);
            else
                File.Delete(entry);
        }
    }
}
