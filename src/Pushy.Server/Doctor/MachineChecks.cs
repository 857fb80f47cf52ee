using System.Globalization;
using Pushy.Server.Configuration;

namespace Pushy.Server.Doctor;

/// <summary>The disk that data are on, and how many files a process may have open.</summary>
internal static class MachineChecks
{
    /// <summary>With less, a large job's output may fill it within minutes.</summary>
    private const long LittleSpace = 1L << 30;

    private const long NoSpace = 100L << 20;

    /// <summary>Files of the program's own, database and cluster connections, and clients beside agents.</summary>
    private const int BesidesLinks = 500;

    private const string Limits = "/proc/self/limits";
    private const string OpenFiles = "Max open files";

    public static IEnumerable<Finding> Of(ServerOptions options)
    {
        if (options.Storage.Provider == StorageProvider.Sqlite && Existing(options.Storage.Path) is { } folder)
            yield return Space(folder, new DriveInfo(folder).AvailableFreeSpace);
        if (File.Exists(Limits) && HardLimit(File.ReadLines(Limits)) is { } limit)
            yield return Files(limit, options.Link.MaxLinks);
    }

    internal static Finding Space(string folder, long free)
    {
        var text = $"{Sizes.Text(free)} free at {folder}";
        return free switch
        {
            < NoSpace => Finding.Problem("disk", text, "make room: with a full disk jobs get 503 and nothing is stored"),
            < LittleSpace => Finding.Warning("disk", text, "make room, or keep finished jobs for a shorter time (pushy.retention.finished-jobs)"),
            _ => Finding.Ok("disk", text),
        };
    }

    internal static Finding Files(long limit, int maxLinks)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"a process started from here may open {limit} files; pushy.link.max-links is {maxLinks}");
        return limit >= maxLinks + BesidesLinks
            ? Finding.Ok("files", text)
            : Finding.Warning(
                "files", text,
                string.Create(CultureInfo.InvariantCulture, $"as a systemd service LimitNOFILE counts instead (the packaged unit has enough); else allow {maxLinks + BesidesLinks} (ulimit -Hn), or set pushy.link.max-links to {Math.Max(1, limit - BesidesLinks)}"));
    }

    /// <summary>.NET raises the soft limit to the hard one when it starts.</summary>
    internal static long? HardLimit(IEnumerable<string> limits)
    {
        foreach (var line in limits)
        {
            if (line.StartsWith(OpenFiles, StringComparison.Ordinal))
            {
                var words = line[OpenFiles.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                return words is [_, "unlimited", ..] ? long.MaxValue : words is [_, var hard, ..] && long.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
            }
        }

        return null;
    }

    /// <summary>The folder, or what of its path is there already.</summary>
    private static string? Existing(string path)
    {
        for (var folder = path; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Directory.Exists(folder))
                return folder;
        }

        return null;
    }
}
