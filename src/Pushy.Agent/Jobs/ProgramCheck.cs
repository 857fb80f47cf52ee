using Pushy.Agent.Supervision;
using Pushy.Domain.Agents;
using Pushy.Domain.Nodes;

namespace Pushy.Agent.Jobs;

/// <summary>Whether a command could start at all, as the account that it would run as and with the environment that it would have: what can be known is said by the vote.</summary>
internal static class ProgramCheck
{
    private const string ExportedFunctions = "BASH_FUNC_";

    /// <summary>BusyBox may run its own programs without looking for them.</summary>
    private static readonly Lazy<bool> ShellBringsPrograms = new(() => File.Exists(Whitelist.Shell) && File.ResolveLinkTarget(Whitelist.Shell, returnFinalTarget: true)?.Name.Contains("busybox", StringComparison.Ordinal) == true);

    /// <param name="argv">What would be executed.</param>
    /// <param name="env">The environment that it would get.</param>
    /// <param name="become">The account; null for the agent's own.</param>
    /// <param name="directory">True path of its directory; null for the agent's.</param>
    /// <returns>Why not; null if nothing is known against it.</returns>
    public static AgentRefusal? Fault(string[] argv, IReadOnlyDictionary<string, string> env, Account? become, string? directory)
    {
        var program = NameOf(argv, env);
        if (directory is null && program is null)
            return null;
        var (denied, found) = FileRights.Of<(int Denied, FoundProgram Found)>(
            become?.Credentials(),
            () => (
                directory is null ? 0 : ProgramSearch.FileAccess(directory),
                program is null ? new FoundProgram.Unsaid() : ProgramSearch.Find(program, env.GetValueOrDefault("PATH"), directory ?? Environment.CurrentDirectory)),
            (0, new FoundProgram.Unsaid()));
        var who = (become ?? Account.OfThisProcess())?.Name ?? "the agent's account";
        if (denied == Libc.AccessDenied)
            return new(NackReason.DirectoryDenied, $"dir: {directory} may not be entered by {who}");
        return found switch
        {
            FoundProgram.Nowhere when program!.Contains('/', StringComparison.Ordinal) => new(NackReason.NoSuchProgram, $"there is no {program}"),
            FoundProgram.Nowhere => new(NackReason.NoSuchProgram, $"there is no {program} in the command's PATH, {env.GetValueOrDefault("PATH") ?? "which is not set"}"),
            FoundProgram.Barred(var path) => new(NackReason.NotExecutable, $"{path} may not be executed by {who}"),
            _ => null,
        };
    }

    private static string? NameOf(string[] argv, IReadOnlyDictionary<string, string> env) => argv switch
    {
        [Whitelist.Shell, "-c", var line] => ShellBringsPrograms.Value || env.Keys.Any(name => name.StartsWith(ExportedFunctions, StringComparison.Ordinal)) ? null : ShellProgram.Of(line),
        [var program, ..] => program,
        _ => null,
    };
}
