using System.Globalization;
using Pushy.Server.Configuration;
using Pushy.Server.Connections;

namespace Pushy.Server.Doctor;

/// <summary>The disk that data are on, and how many files a process may have open.</summary>
internal static class MachineChecks
{
    /// <summary>With less, a large job's output may fill it within minutes.</summary>
    private const long LittleSpace = 1L << 30;

    private const long NoSpace = 100L << 20;

    public static IEnumerable<Finding> Of(ServerOptions options)
    {
        if (options.Storage.Provider == StorageProvider.Sqlite && Existing(options.Storage.Path) is { } folder)
            yield return Space(folder, new DriveInfo(folder).AvailableFreeSpace);
        if (OpenFiles.HardLimit() is { } limit)
            yield return Files(ConnectionPlan.Of(options, limit));
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

    internal static Finding Files(ConnectionPlan plan) => plan.IsBoundByFiles
        ? Finding.Warning(
            "files", $"a server started from here takes {plan}",
            string.Create(CultureInfo.InvariantCulture, $"as a systemd service LimitNOFILE counts instead (the packaged unit has enough); else allow {plan.Needed} open files (ulimit -Hn), or ask for fewer connections and links"))
        : Finding.Ok("files", $"a server started from here takes {plan}");

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
