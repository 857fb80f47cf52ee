using System.Runtime.InteropServices;

namespace Pushy.EndToEnd.Tests.Fleets;

/// <summary>Command lines of the programs under test: of this build, or those that the environment names.</summary>
internal static class Programs
{
    public const string ServerVariable = "PUSHY_SERVER_BINARY";
    public const string AgentVariable = "PUSHY_AGENT_BINARY";

    public const string CliVariable = "PUSHY_CLI_BINARY";

    public static string RepositoryRoot { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", ".."));

    public static IReadOnlyList<string> Server { get; } = Find(ServerVariable, "Pushy.Server", "pushy-server");

    public static IReadOnlyList<string> Agent { get; } = Find(AgentVariable, "Pushy.Agent", "pushy-agent");

    /// <summary>Looked for by who needs it: a chaos run does not.</summary>
    public static IReadOnlyList<string> Cli => field ??= Find(CliVariable, "Pushy.Cli", "pushy");

    /// <summary>The .NET that runs us.</summary>
    public static string DotNet
    {
        get
        {
            var own = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
            return File.Exists(own) ? own : "dotnet";
        }
    }

    private static IReadOnlyList<string> Find(string variable, string project, string name)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } chosen)
            return [Path.GetFullPath(chosen)];

        // bin/CONFIGURATION/FRAMEWORK of this project is what it is for the others.
        var framework = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var dll = Path.Combine(RepositoryRoot, "src", project, "bin", framework.Parent!.Name, framework.Name, name + ".dll");
        return File.Exists(dll) ? [DotNet, dll] : throw new FileNotFoundException($"{dll} is missing; {variable} can name another {name}", dll);
    }
}
