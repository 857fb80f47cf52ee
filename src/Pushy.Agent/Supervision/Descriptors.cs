using System.Globalization;
using System.Runtime.InteropServices;

namespace Pushy.Agent.Supervision;

/// <summary>Numbers of this process's open files.</summary>
internal static class Descriptors
{
    /// <summary>Why so many more can't be opened; null if they can. Only trying tells: other threads take some, too.</summary>
    /// <param name="count">How many.</param>
    public static string? Lack(int count)
    {
        Span<int> open = stackalloc int[count];
        var opened = 0;
        string? why = null;
        for (; opened < count && why is null; opened++)
            if ((open[opened] = Libc.Open("/dev/null", Libc.ReadOnly | Libc.CloseOnExec, 0)) < 0)
                why = $"only {opened} of {count} more files can be opened: {Marshal.GetLastPInvokeErrorMessage()}";
        foreach (var each in open[..opened])
            _ = Libc.Close(each);
        return why;
    }

    /// <summary>
    /// Standard streams become ones of nothing, so that who reads them sees their end. The runtime may have taken copies of them at its start.
    /// </summary>
    public static void LetGoOfStreams()
    {
        var nothing = Libc.Open("/dev/null", Libc.ReadWrite | Libc.CloseOnExec, 0);
        var streams = Enumerable.Range(0, 3).Select(TargetOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.GetFiles("/proc/self/fd"))
            if (int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var each)
                && TargetOf(each) is { } target && streams.Contains(target))
                _ = Libc.Duplicate(nothing, each);
        _ = Libc.Close(nothing);
    }

    private static string? TargetOf(int descriptor)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/self/fd/{descriptor}", returnFinalTarget: false)?.FullName;
        }
        catch (IOException)
        {
            return null;        // not open
        }
    }
}
