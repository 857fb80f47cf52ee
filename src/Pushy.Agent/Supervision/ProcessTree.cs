using System.Globalization;

namespace Pushy.Agent.Supervision;

/// <summary>Looks into <c>/proc</c>. A process that ended while we looked is simply not there.</summary>
internal static class ProcessTree
{
    /// <summary>Passes that stop a tree before it is killed; a tree that grows faster than that needs a cgroup.</summary>
    private const int MaxStopPasses = 50;

    /// <summary>All processes below one, without it. With a subreaper at its head, that is everything ever started below it and alive.</summary>
    public static List<int> Below(int pid)
    {
        var children = new Dictionary<int, List<int>>();
        foreach (var each in AllPids())
        {
            if (Stat(each) is not { } stat)
                continue;
            if (!children.TryGetValue(stat.Parent, out var siblings))
                children[stat.Parent] = siblings = [];
            siblings.Add(each);
        }

        var below = new List<int>();
        Add(pid);
        for (var i = 0; i < below.Count; i++)
            Add(below[i]);
        return below;

        void Add(int parent)
        {
            if (children.TryGetValue(parent, out var found))
                below.AddRange(found);
        }
    }

    public static void SignalBelow(int pid, params ReadOnlySpan<int> signals)
    {
        var below = Below(pid);
        foreach (var signal in signals)
            foreach (var each in below)
                _ = Libc.Kill(each, signal);
    }

    /// <summary>Stops all processes below one, so that they can't start others meanwhile, and kills them.</summary>
    public static void KillBelow(int pid)
    {
        var stopped = new HashSet<int>();
        for (var pass = 0; pass < MaxStopPasses; pass++)
        {
            var fresh = Below(pid).Where(stopped.Add).ToList();
            if (fresh.Count == 0)
                break;
            foreach (var each in fresh)
                _ = Libc.Kill(each, Libc.SigStop);
        }
        foreach (var each in stopped)
            _ = Libc.Kill(each, Libc.SigKill);
    }

    /// <summary>Pids whose environment at their start had this setting. Only processes that we may look into.</summary>
    public static IEnumerable<int> StartedWith(params string[] settings) =>
        AllPids().Where(pid => pid != Environment.ProcessId && EnvironmentOf(pid) is { } env && settings.All(s => env.Contains($"\0{s}\0", StringComparison.Ordinal)));

    /// <summary>When a process was started, in clock ticks since boot; null if it is gone or a zombie. With its pid it names a process for good.</summary>
    public static long? StartTicks(int pid) => Stat(pid) is { IsZombie: false } stat ? stat.StartTicks : null;

    private static IEnumerable<int> AllPids()
    {
        foreach (var path in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
                yield return pid;
    }

    private static (int Parent, long StartTicks, bool IsZombie)? Stat(int pid)
    {
        if (ReadAll($"/proc/{pid}/stat") is not { } text)
            return null;
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');        // the name before may hold anything
        return (int.Parse(fields[1], CultureInfo.InvariantCulture), long.Parse(fields[19], CultureInfo.InvariantCulture), fields[0] is "Z" or "X");
    }

    private static string? EnvironmentOf(int pid) => ReadAll($"/proc/{pid}/environ") is { } text ? $"\0{text}\0" : null;

    private static string? ReadAll(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
