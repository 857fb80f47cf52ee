using Pushy.Agent.Files;
using Pushy.Domain.Jobs;
using Pushy.Domain.Permissions;

namespace Pushy.Agent.Jobs;

/// <summary>The directory that a job names, by its true path: links and <c>..</c> lead into no other than the allowed ones.</summary>
internal static class JobDirectory
{
    /// <summary>The true path; null if there is no such directory.</summary>
    public static string? Resolve(string path)
    {
        if (JobPlace.DirectoryFault(path) is not null)
            return null;
        using var folder = OpenFolder.TryOpen(path);
        return folder?.RealPath;
    }

    /// <summary>Whether a true path is in a list, whose names may have links in them: whoever wrote the list chose them.</summary>
    public static bool IsIn(ExtraList allowed, string real) => allowed.IsAny || allowed.Names.Any(name => Fits(name, real));

    private static bool Fits(string name, string real)
    {
        if (!name.EndsWith('*'))
            return Resolve(name) == real;
        var cut = name.LastIndexOf('/');
        return Resolve(name[..(cut + 1)]) is { } parent && real.StartsWith(parent.TrimEnd('/') + name[cut..^1], StringComparison.Ordinal);
    }
}
