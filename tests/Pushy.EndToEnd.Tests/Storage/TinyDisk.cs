using System.Diagnostics;

namespace Pushy.EndToEnd.Tests.Storage;

/// <summary>A disk of some megabytes, in memory.</summary>
internal sealed class TinyDisk : IDisposable
{
    private const int Chunk = 4096;

    private TinyDisk(string folder) => Folder = folder;

    public string Folder { get; }

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <returns>Null where we may not mount.</returns>
    public static TinyDisk? Mount(string folder, int bytes)
    {
        Directory.CreateDirectory(folder);
        return OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={bytes},mode=0700", "pushy-test", folder) == 0 ? new TinyDisk(folder) : null;
    }

    /// <summary>Leaves not a byte.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                file.Write(new byte[Chunk]);
        }
        catch (IOException)
        {
            // full
        }
    }

    public void Free() => File.Delete(Ballast);

    public void Dispose() => Run("umount", "-l", Folder);

    private static int Run(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
