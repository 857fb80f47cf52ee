namespace Pushy.Files;

/// <summary>Who else may have a hand in a file that a program goes by.</summary>
/// <param name="IsOfService">Whether nobody else may own it or replace it by way of its folders either; a person's own files are where that person put them.</param>
/// <param name="IsSecret">Whether others may not read it.</param>
/// <param name="GroupMayRead">Whether a group may, as that of a service.</param>
internal sealed record FileGuard(bool IsOfService, bool IsSecret, bool GroupMayRead)
{
    /// <summary>What tells a service what to do.</summary>
    public static readonly FileGuard Service = new(IsOfService: true, IsSecret: false, GroupMayRead: true);

    /// <summary>A service's keys and tokens.</summary>
    public static readonly FileGuard ServiceSecret = new(IsOfService: true, IsSecret: true, GroupMayRead: true);

    /// <summary>What tells a person's program what to do.</summary>
    public static readonly FileGuard Own = new(IsOfService: false, IsSecret: false, GroupMayRead: true);

    /// <summary>A person's keys and tokens.</summary>
    public static readonly FileGuard OwnSecret = new(IsOfService: false, IsSecret: true, GroupMayRead: false);

    /// <summary>What is wrong with a file, and how to mend it; null if nothing is, or it is a pipe, which has no others.</summary>
    /// <param name="facts">Of what was opened.</param>
    public string? Fault(string path, FileFacts facts)
    {
        if (!facts.IsRegular)
            return null;
        if (IsOfService && TrustedPath.Fault(path) is { } leads)
            return leads;
        if (IsOfService && !facts.IsOurs)
            return $"belongs to another account ({facts.OwnerText}), who can change it; chown root {path}";
        if (IsSecret && (facts.OthersMayRead || (facts.GroupMayRead && !GroupMayRead)))
            return $"others can read it (mode {facts.ModeText}); chmod {(GroupMayRead ? "640" : "600")} {path}";
        return facts.OthersMayWrite ? $"others can write it (mode {facts.ModeText}); chmod go-w {path}" : null;
    }
}
