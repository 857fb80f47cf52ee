using System.Security.Cryptography;
using System.Text;

namespace Pushy.Agent.Supervision;

/// <summary>A cgroup (v2) of a job's own, where the agent may make one: the kernel then kills all of it at once, whatever it does.</summary>
internal static class JobCgroup
{
    private const string Prefix = "pushy-job-";
    private const int NodeHashBytes = 8;

    /// <summary>Makes one below the agent's own cgroup; null if that can't be done here.</summary>
    /// <param name="node">The node's name: agents of several nodes may run the same job on one machine, each for itself.</param>
    /// <param name="job">The job.</param>
    public static string? TryCreate(string node, string job)
    {
        if (Own() is not { } own)
            return null;
        var path = Path.Combine(own, NameOf(node, job));
        try
        {
            Directory.CreateDirectory(path);
            if (File.Exists(Path.Combine(path, "cgroup.kill")) && IsWritable(Path.Combine(own, "cgroup.procs")))
                return path;
            Directory.Delete(path);
        }
        catch (Exception not) when (not is IOException or UnauthorizedAccessException)
        {
            // No delegation: the walk through /proc has to do.
        }
        return null;
    }

    /// <summary>Moves the calling process; what it starts from now on is in there from its first instruction.</summary>
    public static bool TryEnter(string path) => TryWrite(Path.Combine(path, "cgroup.procs"), "0");

    public static void Kill(string path) => TryWrite(Path.Combine(path, "cgroup.kill"), "1");

    /// <summary>Removes it unless processes live on in it.</summary>
    public static void TryRemove(string path)
    {
        try
        {
            Directory.Delete(path);
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            // A process that the job left behind on purpose keeps it; the next start of the agent tries again.
        }
    }

    /// <summary>Kills and removes what an agent before this one left.</summary>
    public static void KillLeft(string node, string job)
    {
        if (Own() is { } own && Path.Combine(own, NameOf(node, job)) is var path && Directory.Exists(path))
        {
            Kill(path);
            TryRemove(path);
        }
    }

    /// <summary>Removes those that processes had lived on in, and do no more.</summary>
    public static void RemoveEmpty(string node)
    {
        if (Own() is not { } own || !Directory.Exists(own))
            return;
        foreach (var path in Directory.GetDirectories(own, NameOf(node, "*")))
            TryRemove(path);
    }

    /// <summary>A node's name may be too long for a directory's, so it is hashed.</summary>
    private static string NameOf(string node, string job) =>
        $"{Prefix}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(node)).AsSpan(0, NodeHashBytes))}-{job}";

    private static string? Own()
    {
        try
        {
            var mount = File.ReadLines("/proc/self/mounts").Select(l => l.Split(' ')).FirstOrDefault(f => f.Length > 2 && f[2] == "cgroup2");
            var line = File.ReadLines("/proc/self/cgroup").FirstOrDefault(l => l.StartsWith("0::/", StringComparison.Ordinal));
            return mount is null || line is null ? null : Path.Join(mount[1], line[3..]);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool IsWritable(string file)
    {
        using var open = new FileStream(file, FileMode.Open, FileAccess.Write);
        return true;
    }

    private static bool TryWrite(string file, string text)
    {
        try
        {
            File.WriteAllText(file, text);
            return true;
        }
        catch (Exception not) when (not is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
