using System.CommandLine;
using Pushy.Agent.Joining;
using Pushy.Agent.Settings;
using Pushy.Agent.Supervision;
using Pushy.CommandLines;

namespace Pushy.Agent;

/// <summary>The commands and their options.</summary>
internal static class CommandLine
{
    private const string ExitCodeHelp =
        "Exit codes: 0 done or stopped as asked, 1 no server could be asked, 2 wrong option, configuration, key or whitelist, "
        + "3 state directory in use, damaged or not writable, 4 the server refused to enrol this machine.";

    private static readonly Option<string[]> Server = new("--server") { Description = "Servers, as http:// or https:// URLs with commas between them; the agent goes round them", HelpName = "URL[,URL...]" };
    private static readonly Option<string> Org = new("--org") { Description = "Name of the organization", HelpName = "ORG" };
    private static readonly Option<string> Node = new("--node") { Description = "This machine's name as a node [default: its full host name]", HelpName = "NAME" };
    private static readonly Option<string> Key = new("--key") { Description = "File of the node's private key (PEM)", HelpName = "FILE" };
    private static readonly Option<string> ServerKey = new("--server-key") { Description = "File of the server's public key (PEM), as pushy-server server-key prints it [default: the key that join kept, else that of the first server]", HelpName = "FILE" };
    private static readonly Option<string> StateDir = new("--state-dir") { Description = "Directory of the agent's memory [default: /var/lib/pushy-agent, or ~/.local/state/pushy-agent when not root]", HelpName = "DIR" };
    private static readonly Option<string> Whitelist = new("--whitelist") { Description = "File of the commands that may run [default: only chef-client]", HelpName = "FILE" };
    private static readonly Option<string> Config = new("--config") { Description = "Configuration file (JSON); options given here win over it", HelpName = "FILE" };
    private static readonly Option<string> LogFormat = new("--log-format") { Description = "How the log is written, text or json [default: text]", HelpName = "FORMAT" };
    private static readonly Option<string> CaFile = new("--ca-file") { Description = "File of certificates (PEM): the server's has to be of one of these authorities [default: those of this machine]", HelpName = "FILE" };
    private static readonly Option<bool> Insecure = new("--insecure") { Description = "Use http:// beyond this machine: whoever stands between can pose as the server and run commands here" };
    private static readonly Option<string> Token = new("--token") { Description = $"Join token; better from a file or from {JoinCommand.TokenVariable}, as others can see options", HelpName = "TOKEN" };
    private static readonly FileOrInputOption TokenFile = new("--token-file") { Description = "File with the join token; - for standard input", HelpName = "FILE" };

    public static RootCommand Build()
    {
        var run = new Command("run", "Connect to a server and run its jobs until stopped") { Server, Org, Node, Key, ServerKey, StateDir, Whitelist, LogFormat, Config, CaFile, Insecure };
        run.SetAction((result, _) => AgentProgram.RunAsync(() => AgentSettings.From(ConfigOf(result))));
        var check = new Command("check", "Say what is wrong with the settings and the whitelist of run, and do nothing") { Server, Org, Node, Key, ServerKey, StateDir, Whitelist, LogFormat, Config, CaFile, Insecure };
        check.SetAction(result => SettingsCheck.Run(ConfigOf(result), Console.Out, Console.Error));
        var join = new Command("join", "Make a key pair, enrol this machine as a node, write the configuration for run") { Server, Org, Token, TokenFile, Node, Key, Config, StateDir, Whitelist, CaFile, Insecure };
        join.SetAction((result, cancel) => JoinCommand.RunAsync(JoinOptionsOf(result), Console.Out, cancel));
        return new RootCommand("Runs the jobs of a Pushy server on this machine. " + ExitCodeHelp) { run, check, join };
    }

    /// <returns>The process's exit code, one of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> InvokeAsync(IReadOnlyList<string> args, TextWriter error)
    {
        var (parsed, problems) = StrictCommandLine.Parse(Build(), "pushy-agent", args);
        if (problems.Count > 0)
        {
            foreach (var problem in problems)
                await error.WriteLineAsync($"pushy-agent: {problem}");
            await error.WriteLineAsync("'pushy-agent --help' and 'pushy-agent COMMAND --help' say what is allowed.");
            return ExitCodes.Usage;
        }

        // The program sees to its own signals: a stop has to kill the job first.
        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private static AgentConfig ConfigOf(ParseResult result)
    {
        var file = result.GetValue(Config) is { } path ? AgentConfig.Read(path) : new();
        return file with
        {
            Servers = ServersOf(result) ?? file.Servers,
            Organization = result.GetValue(Org) ?? file.Organization,
            Node = result.GetValue(Node) ?? file.Node,
            Key = result.GetValue(Key) ?? file.Key,
            ServerKey = result.GetValue(ServerKey) is { } serverKey ? TextOf(serverKey) : file.ServerKey,
            StateDir = result.GetValue(StateDir) ?? file.StateDir,
            Whitelist = result.GetValue(Whitelist) ?? file.Whitelist,
            LogFormat = result.GetValue(LogFormat) ?? file.LogFormat,
            CaFile = result.GetValue(CaFile) ?? file.CaFile,
            Insecure = result.GetValue(Insecure) || file.Insecure is true,
        };
    }

    private static JoinOptions JoinOptionsOf(ParseResult result)
    {
        var config = Path.GetFullPath(result.GetValue(Config) ?? Path.Combine(DefaultConfigDir(), "agent.json"));
        return new(
            AgentSettings.ServersOf(ServersOf(result), result.GetValue(Insecure)),
            AgentSettings.OrganizationOf(result.GetValue(Org)),
            result.GetValue(Node) ?? HostNames.Default(),
            TokenOf(result),
            Path.GetFullPath(result.GetValue(Key) ?? Path.Combine(Path.GetDirectoryName(config)!, "agent.pem")),
            config,
            Path.GetFullPath(result.GetValue(StateDir) ?? AgentSettings.DefaultStateDir()),
            result.GetValue(Whitelist) is { } whitelist ? Path.GetFullPath(whitelist) : null)
        {
            CaFile = result.GetValue(CaFile) is { } authorities ? Path.GetFullPath(authorities) : null,
            Insecure = result.GetValue(Insecure),
        };
    }

    private static string[]? ServersOf(ParseResult result) =>
        result.GetValue(Server) is { Length: > 0 } given
            ? [.. given.SelectMany(each => each.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))]
            : null;

    private static string TextOf(string serverKey)
    {
        try
        {
            return File.ReadAllText(serverKey);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"--server-key {serverKey}: cannot be read: {unreadable.Message}");
        }
    }

    private static string TokenOf(ParseResult result)
    {
        try
        {
            var token = result.GetValue(TokenFile) switch
            {
                null => result.GetValue(Token) ?? Environment.GetEnvironmentVariable(JoinCommand.TokenVariable),
                "-" => Console.In.ReadLine(),
                var path => File.ReadLines(path).FirstOrDefault(),
            };
            return token?.Trim() is { Length: > 0 } given
                ? given
                : throw new SettingsException($"--token is missing: made by pushy-server join-token create; also taken from --token-file or {JoinCommand.TokenVariable}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"--token-file: cannot be read: {unreadable.Message}");
        }
    }

    private static string DefaultConfigDir() => Libc.EffectiveUid() == 0
        ? "/etc/pushy-agent"
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config", "pushy-agent");
}
