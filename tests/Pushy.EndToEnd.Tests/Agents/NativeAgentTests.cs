using Pushy.EndToEnd.Tests.Fleets;
using Xunit.Abstractions;

namespace Pushy.EndToEnd.Tests.Agents;

/// <summary>The agent as nodes have it: one native file. The environment may name it (PUSHY_AGENT_BINARY); else it is compiled here.</summary>
public sealed class NativeAgentTests(ITestOutputHelper figures)
{
    private const double Megabyte = 1_000_000;
    private const double MostFileMegabytes = 15;
    private const double MostResidentMegabytes = 25;

    private const double MostIdleMilliseconds = 100;

    /// <summary>A heartbeat's interval: an idle agent does the same in each.</summary>
    private static readonly TimeSpan IdleWindow = TimeSpan.FromSeconds(10);

    /// <summary>Compiling takes half a minute of processor time.</summary>
    private static readonly TimeSpan CompileTime = TimeSpan.FromMinutes(8);

    [NativeToolchainFact]
    public Task A_native_agent_runs_a_job_and_stays_small() => Fleet.PrepareAsync([], async fleet =>
    {
        var program = Environment.GetEnvironmentVariable(Programs.AgentVariable) is { Length: > 0 } given ? given : await CompileAsync(fleet);
        Assert.InRange(Told("file MB", new FileInfo(program).Length / Megabyte), 1, MostFileMegabytes);
        await fleet.StartServerAsync();
        var agent = fleet.StartAgent("web1", program: [program]);
        await fleet.AvailableAsync("web1");

        var job = new ThreeEndings(fleet, "echo hello from $CHEF_PUSH_NODE_NAME");
        var id = await fleet.Api.PostAsync(job.Request with { CaptureOutput = true });

        await job.CompletesAsync(id);
        Assert.Equal("hello from web1\n", await fleet.Api.OutputAsync(id, "web1", "stdout"));
        await fleet.AvailableAsync("web1");
        Assert.InRange(Told("resident MB", ProcessTable.ResidentBytes(agent.Pid) / Megabyte), 1, MostResidentMegabytes);

        var before = ProcessTable.ProcessorTime(agent.Pid);
        await Task.Delay(IdleWindow);   // the window that is measured
        Assert.InRange(Told("CPU ms in 10 s", (ProcessTable.ProcessorTime(agent.Pid) - before).TotalMilliseconds), 0, MostIdleMilliseconds);
        Assert.Equal(0, await agent.StopAsync());
    });

    /// <summary>Everything it makes is in the fleet's folder: the build under test is not touched.</summary>
    private static async Task<string> CompileAsync(Fleet fleet)
    {
        var compiler = fleet.Start("publish",
        [
            Programs.DotNet, "publish", Path.Combine(Programs.RepositoryRoot, "src", "Pushy.Agent"), "-c", "Release", "-r", "linux-x64", "--artifacts-path", fleet.In("artifacts"),
            "-o", fleet.In("native"), "-nodeReuse:false", "-p:DebugType=none", "-p:UseSharedCompilation=false",
        ]);
        Assert.Equal(0, await compiler.Exited.WaitAsync(CompileTime));
        return fleet.In("native", "pushy-agent");
    }

    private double Told(string what, double figure)
    {
        figures.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{what}: {figure:0.0}"));
        return figure;
    }
}
