using System.CommandLine;
using System.Data.Common;
using Pushy.CommandLines;
using Pushy.Server.Backups;
using Pushy.Server.Configuration;
using Pushy.Server.Doctor;
using Pushy.Server.Storage;

namespace Pushy.Server.Admin;

/// <summary>The command line of <c>pushy-server</c>. Exit codes: 0 done, 1 failed, 2 wrong command line or configuration.</summary>
public static class ServerCommandLine
{
    public static async Task<int> Run(
        IReadOnlyList<string> args,
        TextWriter output,
        TextWriter error,
        IEnumerable<KeyValuePair<string, string>> environment,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(error);

        var (parsed, problems) = StrictCommandLine.Parse(Create(new CommandShell(environment)), "pushy-server", args);
        if (problems.Count > 0)
        {
            foreach (var problem in problems)
                await error.WriteLineAsync(problem);
            await error.WriteLineAsync("'pushy-server --help' and 'pushy-server COMMAND --help' say what is allowed.");
            return ExitCode.Usage;
        }

        try
        {
            // The host of 'run' takes the signals; a command of a moment may just end.
            var invocation = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(invocation, ct);
        }
        catch (ConfigurationException e)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCode.Usage;
        }
        catch (Exception e) when (e is DbException || StorageFaults.IsUnavailable(e))
        {
            await error.WriteLineAsync($"the storage cannot be used: {e.Message}");
            return ExitCode.Failed;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCode.Failed;
        }
    }

    /// <summary>All commands.</summary>
    internal static RootCommand Create(CommandShell shell) =>
        new("Pushy's server: runs commands on many machines at once. Errors go to standard error.")
        {
            shell.Config,
            shell.Set,
            RunCommand.Create(shell),
            shell.Look("init", "Make the storage and bring its schema up to date.", (session, _, _) => session.Say("storage is ready")),
            OrganizationCommands.Create(shell),
            PrincipalCommands.Users(shell),
            SuperuserCommands.Create(shell),
            PrincipalCommands.Clients(shell, "node", "Machines that run commands.", isNode: true),
            PrincipalCommands.Clients(shell, "client", "Programs that sign requests with a key of their own.", isNode: false),
            GroupCommands.Create(shell),
            TokenCommands.Tokens(shell),
            TokenCommands.JoinTokens(shell),
            LoginLinkCommand.Create(shell),
            AuditCommands.Create(shell),
            ClusterCommands.Create(),
            DoctorCommand.Create(shell),
            BackupCommands.Backup(shell),
            BackupCommands.Restore(shell),
        };
}
