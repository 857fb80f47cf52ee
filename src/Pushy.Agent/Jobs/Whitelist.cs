using System.Text.RegularExpressions;
using Pushy.Domain.Jobs;
using Pushy.Domain.Permissions;

namespace Pushy.Agent.Jobs;

/// <summary>What a job command stands for on this machine.</summary>
/// <param name="Argv">What to execute.</param>
/// <param name="Lock">File to be locked until the command starts; null for none, empty for the configured one.</param>
/// <param name="User">Account that the command runs as, whatever the job says; null to leave it to the job.</param>
/// <param name="Entry">Key of the entry that has it.</param>
/// <param name="Extras">What a job may bring beside the command.</param>
internal sealed record WhitelistedCommand(string[] Argv, string? Lock, string? User, string Entry, AllowedExtras Extras);

/// <summary>One entry: a key that is compared or matched, and what it allows.</summary>
/// <param name="Key">The exact command, if <paramref name="Pattern"/> is null.</param>
/// <param name="Pattern">Has to match the whole command.</param>
/// <param name="CommandLine">For the shell; null if <paramref name="Argv"/> is given.</param>
/// <param name="Argv">For no shell.</param>
/// <param name="Lock">As in <see cref="WhitelistedCommand"/>.</param>
/// <param name="User">As in <see cref="WhitelistedCommand"/>.</param>
/// <param name="Unsafe">Groups are inserted without quotes.</param>
/// <param name="Extras">As in <see cref="WhitelistedCommand"/>.</param>
internal sealed record WhitelistEntry(
    string Key, CommandExpression? Pattern, string? CommandLine, string[]? Argv, string? Lock, string? User, bool Unsafe, AllowedExtras Extras);

/// <summary>The commands that may run here (agent.md §4, architecture.md §5). An exact key wins, then patterns in their order.</summary>
internal sealed class Whitelist(IReadOnlyList<WhitelistEntry> entries)
{
    /// <summary>What may run when no file says otherwise.</summary>
    public static readonly Whitelist Default = new([new("chef-client", null, "chef-client", null, null, null, false, AllowedExtras.None)]);

    /// <summary>Runs what is a line and no list of arguments.</summary>
    public const string Shell = "/bin/sh";

    public int Count => entries.Count;

    /// <summary>What a job command stands for; null if it is not allowed.</summary>
    public WhitelistedCommand? Find(string command)
    {
        if (CommandText.Fault(command) is not null)
            return null;
        foreach (var entry in entries)
            if (entry.Pattern is null && entry.Key == command)
                return Resolve(entry, null);
        foreach (var entry in entries)
            if (entry.Pattern is { } pattern && pattern.TryMatch(command, out var match))
                return Resolve(entry, match);
        return null;
    }

    private static WhitelistedCommand Resolve(WhitelistEntry entry, Match? match)
    {
        var argv = entry.Argv is { } parts
            ? [.. parts.Select(part => GroupReferences.Insert(part, match, static text => text))]
            : new[] { Shell, "-c", GroupReferences.Insert(entry.CommandLine!, match, entry.Unsafe ? static text => text : GroupReferences.QuoteForShell) };
        return new(argv, entry.Lock, entry.User, entry.Key, entry.Extras);
    }
}
