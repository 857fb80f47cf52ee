namespace Pushy.Domain.Permissions;

/// <summary>What a job may bring beside its command: each can turn a harmless command into any other.</summary>
public enum ExtraKind
{
    /// <summary>An environment variable, by its name.</summary>
    Variable,

    /// <summary>The directory that the command runs in.</summary>
    Directory,

    /// <summary>The account that the command runs as.</summary>
    Account,

    /// <summary>A file that comes with the job; it has no name.</summary>
    File,
}

/// <summary>One thing that a job brings.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">A variable's name (never its value), a path, an account; empty for a file.</param>
public readonly record struct JobExtra(ExtraKind Kind, string Name)
{
    /// <summary>Everything that a job brings.</summary>
    /// <param name="variables">Names of its variables.</param>
    /// <param name="directory">Null: it leaves that to the node.</param>
    /// <param name="account">Null: likewise.</param>
    /// <param name="hasFile">Whether a file comes with it.</param>
    public static IReadOnlyList<JobExtra> Of(IEnumerable<string>? variables, string? directory, string? account, bool hasFile)
    {
        var extras = (variables ?? []).Select(name => new JobExtra(ExtraKind.Variable, name)).ToList();
        if (directory is not null)
            extras.Add(new(ExtraKind.Directory, directory));
        if (account is not null)
            extras.Add(new(ExtraKind.Account, account));
        if (hasFile)
            extras.Add(new(ExtraKind.File, ""));
        return extras;
    }
}
