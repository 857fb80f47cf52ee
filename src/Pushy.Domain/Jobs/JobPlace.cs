namespace Pushy.Domain.Jobs;

/// <summary>As whom and where a job may run at all, whatever a node has.</summary>
public static class JobPlace
{
    /// <summary>What is wrong with an account's name; null if nothing is, or none is given.</summary>
    public static string? UserFault(string? user) =>
        user is null || (user.Length > 0 && !user.Any(char.IsControl)) ? null : "the name of an account is not empty and has no control characters";

    /// <summary>What is wrong with a directory's path; null if nothing is, or none is given.</summary>
    public static string? DirectoryFault(string? directory) =>
        directory is null || (directory.StartsWith('/') && !directory.Contains('\0', StringComparison.Ordinal)) ? null : "it must be an absolute path, as in /srv/app";
}
