using System.Runtime.InteropServices;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.Chaos.Cluster;

/// <summary>
/// The agent that fifty are started of: native, for it starts in a hundredth of the processor time that the build under .NET takes and needs a
/// fifth of its memory. Compiled once, beside us; where that is not possible, the build under .NET.
/// </summary>
internal static class AgentProgram
{
    public static async Task<IReadOnlyList<string>> FindAsync(CancellationToken ct)
    {
        if (System.Environment.GetEnvironmentVariable(Programs.AgentVariable) is { Length: > 0 })
            return Programs.Agent;
        var artifacts = Path.Combine(AppContext.BaseDirectory, "native");
        var log = Path.Combine(AppContext.BaseDirectory, "native.log");
        var runtime = $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        File.Delete(log);
        var publish = Daemon.Start("dotnet publish", [
            Programs.DotNet, "publish", Path.Combine(Programs.RepositoryRoot, "src", "Pushy.Agent"), "-c", "Release", "-r", runtime, "--artifacts-path", artifacts, "-m:1",
            "-nodeReuse:false",
        ], log, new Dictionary<string, string>());
        try
        {
            var done = await publish.Exited.WaitAsync(ct);
            var program = Path.Combine(artifacts, "publish", "Pushy.Agent", $"release_{runtime}", "pushy-agent");
            if (done == 0 && File.Exists(program))
                return [program];
        }
        catch (OperationCanceledException)
        {
            publish.Send(Posix.Kill);
            throw;
        }

        Console.Error.WriteLine($"the native agent could not be compiled, see {log}; the build under .NET is used");
        return Programs.Agent;
    }
}
