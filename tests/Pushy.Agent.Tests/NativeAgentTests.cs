using System.Diagnostics;
using System.Globalization;
using Pushy.Agent.Tests.Harness;
using Pushy.Contracts.Agents;
using Xunit.Abstractions;

namespace Pushy.Agent.Tests;

/// <summary>The limits of the native program: 15 MB file, 25 MB resident when idle, no CPU to speak of, and a start without delay.</summary>
public sealed class NativeAgentTests(ITestOutputHelper figures)
{
    private const double Megabyte = 1_000_000;

    [NativeFact]
    public void The_file_has_at_most_15_MB() =>
        Assert.InRange(Told("file MB", new FileInfo(AgentUnderTest.Native!).Length / Megabyte), 1, 15);

    [NativeFact]
    public async Task An_idle_connected_agent_has_at_most_25_MB_resident_and_uses_no_CPU_to_speak_of()
    {
        await using var bench = await AgentBench.StartAsync();
        var (agent, link) = await bench.ConnectedAsync();
        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(1), "echo some text") { Capture = true });
        using var process = Process.GetProcessById(agent.Pid);
        await link.ExpectAsync<AgentMessage.Heartbeat>();                                      // idle again
        await link.ExpectAsync<AgentMessage.Heartbeat>(TimeSpan.FromSeconds(15));
        process.Refresh();
        var before = process.TotalProcessorTime;
        await link.ExpectAsync<AgentMessage.Heartbeat>(TimeSpan.FromSeconds(15));              // ten seconds on
        process.Refresh();
        Assert.InRange(Told("resident MB", process.WorkingSet64 / Megabyte), 1, 25);
        Assert.InRange(Told("CPU ms in 10 s", (process.TotalProcessorTime - before).TotalMilliseconds), 0, 100);
    }

    [NativeFact]
    public async Task From_run_to_the_running_process_it_takes_at_most_150_ms_at_the_median_even_on_a_busy_machine()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        var times = new List<double>();
        for (var job = 0; job < 40; job++)
        {
            await link.SendAsync(new ServerMessage.Commit(Some.Job(job), "true"));
            await link.ExpectAsync<AgentMessage.AckCommit>();
            var sent = Stopwatch.GetTimestamp();
            await link.SendAsync(new ServerMessage.Run(Some.Job(job)));
            await link.ExpectAsync<AgentMessage.AckRun>();
            times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            await link.ExpectAsync<AgentMessage.Succeeded>();
            await link.SendAsync(new ServerMessage.Recorded(Some.Job(job)));
        }
        times.Sort();
        Told("p99 ms", times[^1]);
        Assert.InRange(Told("p50 ms", times[times.Count / 2]), 0, 150);
    }

    private double Told(string what, double figure)
    {
        figures.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {figure:0.0}"));
        return figure;
    }
}
