using System.Globalization;
using System.Net;

namespace Pushy.Chaos.Networks;

/// <summary>
/// Which process is at the other end of a connection from this machine: hosts do not choose the port that they call from, and all
/// call from the same address.
/// </summary>
internal static class Caller
{
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <param name="from">The caller's end of the connection.</param>
    /// <param name="pids">Who may have made it.</param>
    /// <returns>One of <paramref name="pids"/>, or null.</returns>
    public static int? Find(IPEndPoint from, IEnumerable<int> pids)
    {
        if (Inode(from.Port) is not { } inode)
            return null;
        var wanted = $"socket:[{inode}]";
        return pids.Cast<int?>().FirstOrDefault(pid => Has(pid!.Value, wanted));
    }

    /// <summary>Columns: sl, local, remote, state, queues, timer, retransmits, uid, timeout, inode.</summary>
    private static string? Inode(int port)
    {
        var end = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return Tables.Where(File.Exists).SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(columns => columns.Length > 9 && columns[1].EndsWith(end, StringComparison.Ordinal) && columns[9] != "0")?[9];
    }

    private static bool Has(int pid, string socket)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{pid}/fd").Any(file => new FileInfo(file).LinkTarget == socket);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // it ended
        }
    }
}
