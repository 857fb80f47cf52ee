namespace Pushy.Files;

/// <summary>
/// A path that nobody else can make lead elsewhere, as sshd's StrictModes has it: each folder and link on the way belongs to root or to us, and
/// others can't write to the folders, but for one like <c>/tmp</c>, where the sticky bit keeps what is ours in its place.
/// </summary>
internal static class TrustedPath
{
    private const int MaxLinks = 40;

    /// <summary>What is wrong with a path, up to what it names and without that itself; null if nothing is. Looks from the root down, so what was looked at stays as it was.</summary>
    public static string? Fault(string path)
    {
        var left = new Stack<string>(Parts(Path.IsPathRooted(path) ? path : Path.GetFullPath(path)));
        var at = "/";
        for (var links = 0; ;)
        {
            if (FolderFault(at) is { } fault)
                return fault;
            if (!left.TryPop(out var part))
                return null;
            if (part == "..")
            {
                at = Path.GetDirectoryName(at) ?? "/";
                continue;
            }

            var next = Path.Combine(at, part);
            if (FileFacts.OfPath(next) is not { } facts)
                return null;                // whoever opens or makes it, makes it below what was looked at
            if (!facts.IsLink)
            {
                if (left.Count == 0)
                    return null;
                at = next;
                continue;
            }

            if (!facts.IsOurs)
                return $"{next} is a link that belongs to another account ({facts.OwnerText})";
            if (++links > MaxLinks || new FileInfo(next).LinkTarget is not { } target)
                return $"{next} is a link that leads nowhere";
            at = target.StartsWith('/') ? "/" : at;
            foreach (var each in Parts(target))
                left.Push(each);
        }
    }

    /// <summary>What is wrong with a folder in which something of ours is; null if nothing is.</summary>
    private static string? FolderFault(string folder)
    {
        if (FileFacts.OfPath(folder) is not { IsFolder: true } facts)
            return null;
        if (!facts.IsOurs)
            return $"its folder {folder} belongs to another account ({facts.OwnerText}), who could replace it; chown root {folder}";
        return facts.OthersMayWrite && !(facts.IsSticky && facts.Owner == 0)
            ? $"others can write to its folder {folder} (mode {facts.ModeText}) and replace it; chmod go-w {folder}"
            : null;
    }

    /// <summary>The first part last, as a stack wants them.</summary>
    private static IEnumerable<string> Parts(string path) => path.Split('/').Where(part => part is not ("" or ".")).Reverse();
}
