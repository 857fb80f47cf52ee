using System.Runtime.InteropServices;

namespace Pushy.Cli.Demo;

/// <summary>The executables that the demo starts.</summary>
/// <param name="Server">Path of <c>pushy-server</c>.</param>
/// <param name="Agent">Path of <c>pushy-agent</c>.</param>
internal sealed record Programs(string Server, string Agent)
{
    public const string ServerVariable = "PUSHY_SERVER_BINARY";
    public const string AgentVariable = "PUSHY_AGENT_BINARY";

    /// <param name="baseFolder">Where our own program is.</param>
    /// <param name="environment">Looks up a variable; null when it is not set.</param>
    /// <exception cref="DemoFailedException">Says where we looked.</exception>
    public static Programs Find(string baseFolder, Func<string, string?> environment) => new(
        Find("pushy-server", ServerVariable, "Pushy.Server", baseFolder, environment),
        Find("pushy-agent", AgentVariable, "Pushy.Agent", baseFolder, environment));

    /// <summary>
    /// What children need to find the .NET that we run on, if it is not where an executable looks by itself; empty when we bring our own.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Environment()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return File.Exists(Path.Combine(root, "dotnet"))
            ? new Dictionary<string, string> { ["DOTNET_ROOT"] = root }
            : new Dictionary<string, string>();
    }

    private static string Find(string name, string variable, string project, string baseFolder, Func<string, string?> environment)
    {
        if (environment(variable) is { Length: > 0 } chosen)
        {
            return File.Exists(chosen)
                ? Path.GetFullPath(chosen)
                : throw new DemoFailedException($"{variable} is '{chosen}', and there is no such file; it has to be the path of the executable {name}.");
        }

        // bin/CONFIGURATION/FRAMEWORK of this project is what it is for its neighbours.
        var framework = new DirectoryInfo(Path.TrimEndingDirectorySeparator(baseFolder));
        var build = Path.GetFullPath(Path.Combine(baseFolder, "..", "..", "..", "..", project, "bin", framework.Parent?.Name ?? "", framework.Name, name));
        var path = (environment("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, name));
        return new[] { Path.Combine(baseFolder, name), build }.Concat(path).FirstOrDefault(File.Exists)
            ?? throw new DemoFailedException(
                $"There is no {name} in {Path.TrimEndingDirectorySeparator(baseFolder)}, at {build} or on the PATH; {variable} can say where it is.");
    }
}
