using System.CommandLine;
using System.CommandLine.Help;
using Pushy.Cli.Api;
using Pushy.Cli.Completion;
using Pushy.Cli.Demo;
using Pushy.Cli.Jobs;
using Pushy.Cli.Nodes;
using Pushy.Cli.Profiles;
using Pushy.Cli.Upgrades;
using Pushy.CommandLines;
using Pushy.Streams;

namespace Pushy.Cli;

/// <summary>All commands; each feature brings its own.</summary>
internal static class CommandTree
{
    private const string ExitCodeNotes =
        """
        Exit codes:
          0      all went well; a job is complete and succeeded on every node that took it
          1      a job is complete but failed on some node, or something asked for is missing
          2      wrong usage, or the server refused what was asked
          3      the job's quorum failed: nothing ran
          4      the job timed out
          5      the job was aborted
          6      no access: not signed in, or no right to this
          7      no server could be reached, or none could serve
          128+N  stopped by signal N; 130 after Ctrl-C. A job goes on.

        Settings come from options, else from PUSHY_SERVER, PUSHY_ORG, PUSHY_USER, PUSHY_KEY, PUSHY_TOKEN, PUSHY_CA_FILE and PUSHY_INSECURE, else from the
        profile (--profile, PUSHY_PROFILE, 'pushy config use'). NO_COLOR turns colours off.
        """;

    private static readonly Dictionary<string, string> Notes = new() { [""] = ExitCodeNotes, [JobStartCommand.Name] = JobStartCommand.Notes, [DemoCommand.Name] = DemoCommand.Notes };

    public static RootCommand Create(Terminal terminal)
    {
        var root = new RootCommand("Pushy runs a command on many machines at once and says what happened on each.")
        {
            LoginCommand.Create(terminal),
            ConfigCommand.Create(terminal),
            JobCommand.Create(terminal),
            NodeCommand.Create(terminal),
            UpgradeCheckCommand.Create(terminal),
            CompletionCommand.Create(terminal),
            DemoCommand.Create(),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpNotes((HelpAction)help.Action!, Notes);
        return root;
    }

    /// <returns>The process's exit code, one of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> InvokeAsync(IReadOnlyList<string> args, Terminal terminal)
    {
        var (parsed, problems) = StrictCommandLine.Parse(Create(terminal), "pushy", args);
        if (problems.Count > 0)
        {
            foreach (var problem in problems)
                await terminal.Error.WriteLineAsync($"pushy: {problem}");
            await terminal.Error.WriteLineAsync("Try --help.");
            return ExitCodes.Usage;
        }

        try
        {
            // Commands that must clean up watch for signals themselves, and take the time that it needs.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                ProcessTerminationTimeout = null,
                EnableDefaultExceptionHandler = false,
            });
        }
        catch (UsageException e)
        {
            await terminal.Error.WriteLineAsync($"pushy: {SafeText.Line(e.Message)}");
            return ExitCodes.Usage;
        }
        catch (RequestFailedException e)
        {
            foreach (var line in Failure.Lines(e))
                await terminal.Error.WriteLineAsync(line);
            return Failure.ExitCode(e);
        }
        catch (OutputLostException e) when (e.ReaderLeft)
        {
            return ExitCodes.ReaderLeft;
        }
        catch (OutputLostException e)
        {
            await terminal.Error.WriteLineAsync($"pushy: {e.Message}");
            return ExitCodes.SomeFailed;
        }
        catch (Exception e)
        {
            await terminal.Error.WriteLineAsync($"pushy: this was not foreseen: {e.GetType().Name}: {SafeText.Line(e.Message)}");
            return ExitCodes.Unreachable;
        }
    }
}
