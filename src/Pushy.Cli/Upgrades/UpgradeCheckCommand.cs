using System.CommandLine;
using System.Reflection;
using System.Text.Json.Nodes;
using Pushy.Cli.Api;
using Pushy.Cli.Jobs;
using Pushy.Cli.Output;
using Pushy.Cli.Profiles;

namespace Pushy.Cli.Upgrades;

/// <summary><c>pushy upgrade-check</c>: which versions run where, and what to upgrade first.</summary>
internal static class UpgradeCheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("upgrade-check", "Which versions of Pushy run where, and what to upgrade in which order. Ends with 1 if there is something to upgrade.");
        var connection = new ConnectionOptions(command, terminal);
        var format = new FormatOptions(command);
        command.SetAction(async (parsed, ct) =>
        {
            var settings = connection.Settings(parsed);
            if (settings.Servers.Count == 0)
                throw new UsageException("no server is known; run 'pushy login', give --server URL, or set PUSHY_SERVER");
            var asked = await ServerVersions.AskAsync(settings, ct);
            if (asked.All(server => server.Says is null))
            {
                foreach (var server in asked)
                    await terminal.Error.WriteLineAsync($"pushy: {SafeText.Line($"{server.Name} {server.Problem}")}");
                return ExitCodes.Unreachable;
            }

            var (agents, unasked) = await AgentsAsync(settings, terminal, ct);
            List<Running> running = [new(Part.Client, "this pushy", Own), .. Servers(asked), .. agents];
            var advice = UpgradeAdvice.For(running);
            await PrintAsync(terminal, running, asked, advice, format.Of(parsed));
            if (unasked is not null)
                await terminal.Error.WriteLineAsync($"pushy: {SafeText.Line(unasked)}");
            return advice.Count == 0 ? ExitCodes.Success : ExitCodes.SomeFailed;
        });
        return command;
    }

    /// <summary>Versions need no sign-in, agents do: without one the rest is told all the same.</summary>
    private static async Task<(IReadOnlyList<Running> Agents, string? Problem)> AgentsAsync(ConnectionSettings settings, Terminal terminal, CancellationToken ct)
    {
        try
        {
            using var open = Connection.Open(settings, terminal);
            return await AgentVersions.AskAsync(open.Client, ct);
        }
        catch (Exception e) when (e is UsageException or RequestFailedException)
        {
            return ([], $"the agents were not asked for: {e.Message}");
        }
    }

    private static string? Own => typeof(UpgradeCheckCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    /// <summary>Those that were asked, and the hosts beside them, each once.</summary>
    internal static IEnumerable<Running> Servers(IReadOnlyList<AskedServer> asked)
    {
        var answered = asked.Where(server => server.Says is not null).ToList();
        var selves = answered.Select(server => server.Says!.Self).ToHashSet(StringComparer.Ordinal);
        var others = answered.SelectMany(server => server.Says!.Hosts).DistinctBy(host => host.Address).Where(host => !selves.Contains(host.Address) && host.Status != "gone");
        return
        [
            .. answered.Select(server => new Running(Part.Server, server.Says!.Self is { } self ? $"{server.Name} ({self})" : server.Name, server.Says!.Version)),
            .. others.Select(host => new Running(Part.Server, $"host {host.Address}", host.Version)),
        ];
    }

    private static async Task PrintAsync(Terminal terminal, List<Running> running, IReadOnlyList<AskedServer> asked, IReadOnlyList<string> advice, OutputFormat format)
    {
        var silent = asked.Where(server => server.Problem is not null).ToList();
        var schemas = asked.Select(server => server.Says?.Schema).OfType<long>().Distinct().Order().ToList();
        if (format.IsDocument())
        {
            var document = new JsonObject
            {
                ["running"] = new JsonArray([.. running.Select(one => new JsonObject { ["part"] = Word(one.Part), ["where"] = one.Where, ["version"] = one.Version })]),
                ["silent"] = new JsonArray([.. silent.Select(server => new JsonObject { ["server"] = server.Name, ["problem"] = server.Problem })]),
                ["schemas"] = new JsonArray([.. schemas.Select(schema => JsonValue.Create(schema))]),
                ["advice"] = new JsonArray([.. advice.Select(line => JsonValue.Create(line))]),
            };
            await terminal.Output.WriteAsync(Documents.Write(document, format));
            return;
        }

        var columns = new Columns("PART", "VERSION", "WHERE");
        foreach (var one in running)
            columns.Add(Word(one.Part), one.Version is { } version ? Release.TryParse(version)?.ToString() ?? version : "?", one.Where);
        await terminal.WriteAsync(columns);
        foreach (var server in silent)
            await terminal.Output.WriteLineAsync($"{SafeText.Line($"{server.Name} {server.Problem}")}");
        if (schemas.Count > 0)
            await terminal.Output.WriteLineAsync($"Schema of the database: {string.Join(", ", schemas)}; 'pushy-server doctor' of a new version says what it would change.");
        foreach (var (number, line) in advice.Index())
            await terminal.Output.WriteLineAsync($"{number + 1}. {SafeText.Line(line)}");
        if (advice.Count == 0)
            await terminal.Output.WriteLineAsync("All are of one version: nothing to upgrade.");
    }

    private static string Word(Part part) => part switch
    {
        Part.Client => "client",
        Part.Server => "server",
        _ => "agents",
    };
}
