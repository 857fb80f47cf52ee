using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Pushy.Cli.Processes;
using Pushy.Contracts.Jobs;

namespace Pushy.Cli.Demo;

/// <summary><c>pushy demo [--nodes N] [--json] [-- COMMAND…]</c>.</summary>
internal static class DemoCommand
{
    public const string Name = "demo";

    /// <summary>Goes below the help.</summary>
    public const string Notes =
        """
        COMMAND is a line for /bin/sh on each node, all in one word; several words are quoted where they need it and put together:
          pushy demo -- 'uptime; df -h /'
          pushy demo --nodes 5 -- sh -c 'exit 3'

        Server and agents are found in PUSHY_SERVER_BINARY and PUSHY_AGENT_BINARY, next to this program, in a build of the same clone,
        or on the PATH. What they log is shown where it may say why something went wrong.

        Exit codes:
          0      every node ran the command with exit code 0
          1      some node did not
          2      wrong usage; nothing was started
          7      no outcome: a program could not be started, or ended by itself, or a request failed
          128+N  stopped by signal N; 130 after Ctrl-C
        """;

    public static Command Create()
    {
        var nodes = new Option<int>("--nodes")
        {
            Description = $"Agents to start, 1 to {DemoOptions.MaxNodes}.",
            HelpName = "N",
            DefaultValueFactory = _ => DemoOptions.DefaultNodes,
            CustomParser = ReadNodes,
        };
        var json = new Option<bool>("--json")
        {
            Description = "Print the finished job as one JSON document on standard output; progress goes to standard error.",
        };
        var words = new Argument<string[]>("COMMAND")
        {
            Description = $"What to run, after --. Default: {DemoOptions.DefaultCommand}",
            Arity = ArgumentArity.ZeroOrMore,
        };
        words.Validators.Add(CheckCommand);

        var command = new Command(Name, "Start a server and some agents here, run one command on all of them, show it live, and end everything.") { nodes, json, words };
        command.SetAction(async (parsed, _) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var run = parsed.GetValue(words) ?? [];
            if (run.Length > WordsAfterDashes(parsed.Tokens))
            {
                await error.WriteLineAsync($"pushy: '{run[0]}' is no option of demo; a command to run comes after --, as in: pushy demo -- uptime");
                return ExitCodes.Usage;
            }

            var line = run.Length == 0 ? DemoOptions.DefaultCommand : ShellWords.Join(run);
            return await DemoSession.RunAsync(new DemoOptions(parsed.GetValue(nodes), parsed.GetValue(json), line), output, error);
        });
        return command;
    }

    /// <summary>Only these may be the command: a mistyped option would otherwise be taken for a word of it.</summary>
    private static int WordsAfterDashes(IReadOnlyList<Token> tokens) =>
        tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Skip(1).Count();

    private static int ReadNodes(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= DemoOptions.MaxNodes)
            return count;
        result.AddError($"--nodes is '{text}'; allowed are whole numbers from 1 to {DemoOptions.MaxNodes}.");
        return 0;
    }

    private static void CheckCommand(ArgumentResult result)
    {
        var words = result.Tokens.Select(token => token.Value).ToArray();
        if (words is [""])
            result.AddError("COMMAND is empty; leave it out to run the default.");
        else if (words.Select(JobDemands.CommandFault).FirstOrDefault(fault => fault is not null) is { } fault)
            result.AddError($"COMMAND: {fault}.");
    }
}
