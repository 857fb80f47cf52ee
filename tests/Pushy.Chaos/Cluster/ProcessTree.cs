using System.Globalization;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.Chaos.Cluster;

internal static class ProcessTree
{
    /// <summary>Sends a signal to a process and its children.</summary>
    public static void Send(int root, int signal)
    {
        Posix.Send(root, signal); // first: it makes no more of them
        foreach (var child in ChildrenOf(root))
            Posix.Send(child, signal);
    }

    private static IEnumerable<int> ChildrenOf(int parent)
    {
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(entry), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && ParentOf(entry) == parent)
                yield return pid;
        }
    }

    /// <summary>The second field after the program's name, which is in brackets and may have anything in it.</summary>
    private static int? ParentOf(string entry)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(entry, "stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null; // it ended
        }
    }
}
