namespace Pushy.Domain.Permissions;

/// <summary>What jobs may bring beside a command: part of a rule of a group, and of an entry of a whitelist.</summary>
/// <param name="Variables">Names of variables they may set.</param>
/// <param name="Directories">Where they may run.</param>
/// <param name="Accounts">As whom they may run.</param>
/// <param name="File">Whether a file may come with them.</param>
public sealed record AllowedExtras(ExtraList Variables, ExtraList Directories, ExtraList Accounts, bool File)
{
    /// <summary>The bare command and nothing else: what holds where nobody said anything.</summary>
    public static AllowedExtras None { get; } = new(ExtraList.None, ExtraList.None, ExtraList.None, false);

    /// <summary>Everything.</summary>
    public static AllowedExtras All { get; } = new(ExtraList.Any, ExtraList.Any, ExtraList.Any, true);

    public bool IsNone => Variables.IsNone && Directories.IsNone && Accounts.IsNone && !File;

    public bool Allows(JobExtra extra) => extra.Kind switch
    {
        ExtraKind.Variable => Variables.Has(extra.Kind, extra.Name),
        ExtraKind.Directory => Directories.Has(extra.Kind, extra.Name),
        ExtraKind.Account => Accounts.Has(extra.Kind, extra.Name),
        ExtraKind.File => File,
        _ => false,
    };

    public bool Allows(IReadOnlyList<JobExtra> extras)
    {
        foreach (var extra in extras)
        {
            if (!Allows(extra))
                return false;
        }

        return true;
    }
}
