using System.Text;

namespace Pushy.Cli.Demo;

/// <summary>Reads logs that are still being written.</summary>
internal static class LogTail
{
    private const int TailLines = 20;

    /// <summary>Nothing of a log before this is looked at for its last lines, in bytes.</summary>
    private const int TailBytes = 64 * 1024;

    public static async Task<string> ReadAsync(string path)
    {
        if (!File.Exists(path))
            return "";
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-Math.Min(file.Length, TailBytes), SeekOrigin.End);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    /// <summary>The last lines of a log under a heading with its path; a note when it is empty.</summary>
    public static async Task<IEnumerable<string>> DescribeAsync(string path)
    {
        var lines = Jobs.SafeText.Lines(await ReadAsync(path));
        return lines.Count == 0
            ? [$"{path} is empty."]
            : lines.TakeLast(TailLines).Select(line => "  " + line).Prepend($"Last lines of {path}:");
    }
}
