using System.Globalization;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.Chaos.Disks;

/// <summary>A file system in memory, small enough to be filled. Only root may mount one, and not in every container.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    /// <summary>First large pieces, then small ones: nothing is left.</summary>
    private static readonly int[] Pieces = [1 << 20, 4096, 1];

    private readonly string _log;

    private SmallDisk(string folder, string log) => (Folder, _log) = (folder, log);

    public string Folder { get; }

    private string Filler => Path.Combine(Folder, "filler");

    /// <param name="folder">There already.</param>
    /// <returns>Null where we have no right to.</returns>
    public static async Task<SmallDisk?> MountAsync(string folder, int mebibytes, string log, CancellationToken ct)
    {
        var options = string.Create(CultureInfo.InvariantCulture, $"size={mebibytes}m,mode=1777");
        return await RunAsync(["mount", "-t", "tmpfs", "-o", options, "pushy-chaos", folder], log).WaitAsync(ct) == 0 ? new SmallDisk(folder, log) : null;
    }

    /// <summary>Until not a byte is left.</summary>
    public void Fill()
    {
        using var filler = File.OpenHandle(Filler, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        var at = RandomAccess.GetLength(filler);
        foreach (var piece in Pieces)
        {
            var zeros = new byte[piece];
            try
            {
                while (true)
                {
                    RandomAccess.Write(filler, zeros, at);
                    at += piece;
                }
            }
            catch (IOException)
            {
                at = RandomAccess.GetLength(filler); // full, for pieces of this size
            }
        }
    }

    public void Empty() => File.Delete(Filler);

    /// <summary>Lazily: who still writes there may go on.</summary>
    public async ValueTask DisposeAsync() => await RunAsync(["umount", "-l", Folder], _log);

    private static Task<int> RunAsync(string[] command, string log) => Daemon.Start(command[0], command, log, new Dictionary<string, string>()).Exited;
}
