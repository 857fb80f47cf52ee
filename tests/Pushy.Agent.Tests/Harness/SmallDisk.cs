using System.Diagnostics;

namespace Pushy.Agent.Tests.Harness;

/// <summary>A file system of its own that can be filled to the last page. Needs the right to mount.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const string Bytes = "1048576";

    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    private string Filler => Path.Combine(_folder, "filler");

    /// <summary>Mounts one; null where that is not allowed.</summary>
    public static SmallDisk? TryMount(string folder)
    {
        Directory.CreateDirectory(folder);
        return Run("mount", "-t", "tmpfs", "-o", $"size={Bytes},mode=0711", "pushy-test", folder) == 0 ? new SmallDisk(folder) : null;
    }

    /// <summary>Nothing more goes on it.</summary>
    public void Fill() => Assert.NotEqual(0, Run("sh", "-c", $"exec cat /dev/zero >> {Filler} 2>&-"));

    public void Free() => File.Delete(Filler);

    public void Dispose() => Run("umount", "-l", _folder);

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        process!.WaitForExit();
        return process.ExitCode;
    }
}
