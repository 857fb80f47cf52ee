using System.Runtime.InteropServices;
using Pushy.Domain.Jobs;

namespace Pushy.Agent.State;

/// <summary>
/// Room on the disk for the outcome of a job that is not over yet: taken before the agent votes yes, so that no full disk can lose an outcome
/// (docs/decisions/0206). One file, really allocated, which becomes the outcome's.
/// </summary>
/// <param name="folder">Of outcomes.</param>
internal sealed partial class OutcomeRoom(string folder)
{
    /// <summary>More than any outcome has: its longest text is cut to 500 characters, of 6 bytes each at most; a path that could not be started is named once more.</summary>
    public const int Bytes = 16 * 1024;

    private const string Suffix = ".room";
    private const int NotSupported = 95, Invalid = 22;

    /// <summary>Takes the room; again, too. Throws <see cref="IOException"/> and leaves nothing if there is none.</summary>
    public void Take(JobId job)
    {
        var path = PathOf(job);
        try
        {
            using (var file = DurableFile.Open(path, FileMode.Create))
            {
                Allocate(file);
                file.Flush(flushToDisk: true);
            }
            DurableFile.SyncDirectory(folder);
        }
        catch (Exception not) when (DurableFile.IsTrouble(not))
        {
            Leave(job);
            throw not as IOException ?? new IOException(not.Message, not);
        }
    }

    /// <summary>Makes the room the outcome's file; false if there is none, or not enough of it.</summary>
    public bool TryUse(JobId job, ReadOnlySpan<byte> frame, string target)
    {
        if (frame.Length > Bytes || !File.Exists(PathOf(job)))
            return false;
        using (var file = DurableFile.Open(PathOf(job), FileMode.OpenOrCreate))     // over what is allocated, for a new file might get nothing
        {
            file.Write(frame);
            file.SetLength(frame.Length);
            file.Flush(flushToDisk: true);
        }
        File.Move(PathOf(job), target, overwrite: true);
        DurableFile.SyncDirectory(folder);
        return true;
    }

    /// <summary>Gives the room back.</summary>
    public void Leave(JobId job) => TryDelete(PathOf(job));

    /// <summary>Gives back what an earlier agent took, except for a job that is in hand.</summary>
    public void LeaveAllBut(JobId? job)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*" + Suffix))
            if (job is not { } mine || path != PathOf(mine))
                TryDelete(path);
    }

    private string PathOf(JobId job) => Path.Combine(folder, job.Value + Suffix);

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception not) when (DurableFile.IsTrouble(not))
        {
            // The next start of the agent tries again.
        }
    }

    private static void Allocate(FileStream file)
    {
        var error = Fallocate((int)file.SafeFileHandle.DangerousGetHandle(), 0, Bytes);
        if (error is NotSupported or Invalid)
            file.Write(new byte[Bytes]);
        else if (error != 0)
            throw new IOException(Marshal.GetPInvokeErrorMessage(error));
    }

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    private static partial int Fallocate(int fd, long offset, long length);
}
