using Pushy.Agent.State;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;

namespace Pushy.Agent.Outputs;

/// <summary>What commands printed, as files in the state directory, until a server has it and the outcome: <c>output/JOB.stdout</c> and <c>.stderr</c>.</summary>
internal sealed class OutputFiles(string stateDir)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder = Path.Combine(stateDir, "output");

    public string PathOf(JobId job, OutputStream stream) => Path.Combine(_folder, $"{job.Value}.{(stream is OutputStream.Stdout ? "stdout" : "stderr")}");

    public void MakeFolder() => Directory.CreateDirectory(_folder, OwnerOnly);

    /// <summary>Bytes in the file; 0 if there is none.</summary>
    public long Length(JobId job, OutputStream stream)
    {
        var file = new FileInfo(PathOf(job, stream));
        return file.Exists ? file.Length : 0;
    }

    /// <summary>Some bytes of a stream; null if they cannot be read, or not any more.</summary>
    public byte[]? Read(JobId job, OutputStream stream, long offset, int count)
    {
        try
        {
            using var file = File.OpenHandle(PathOf(job, stream), share: FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[count];
            var got = RandomAccess.Read(file, bytes, offset);
            return got == 0 ? null : bytes[..got];
        }
        catch (Exception not) when (not is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Delete(JobId job)
    {
        foreach (var stream in Enum.GetValues<OutputStream>())
            TryDelete(PathOf(job, stream));
    }

    /// <summary>Deletes all but what belongs to some jobs.</summary>
    public void Keep(IEnumerable<JobId> jobs)
    {
        if (!Directory.Exists(_folder))
            return;
        var wanted = jobs.Select(job => job.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(_folder))
            if (!wanted.Contains(Path.GetFileNameWithoutExtension(path)))
                TryDelete(path);
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception not) when (DurableFile.IsTrouble(not))
        {
            // It is tried again at the next start; nothing reads it meanwhile.
        }
    }
}
