using Pushy.Agent.Tests.Harness;
using Pushy.Contracts.Agents;

namespace Pushy.Agent.Tests;

/// <summary>An agent whose program was updated on disk goes on as what it is.</summary>
public sealed class ReplacedProgramTests
{
    /// <summary>What an agent under <c>dotnet</c> consists of.</summary>
    private static readonly string[] Parts = ["pushy-agent.dll", "pushy-agent.runtimeconfig.json", "Pushy.Domain.dll", "Pushy.Contracts.dll", "System.CommandLine.dll"];

    [Fact]
    public async Task A_replaced_program_is_not_started_in_place_of_the_running_one()
    {
        await using var bench = await AgentBench.StartAsync();
        var program = Copy(bench.At("program"));
        bench.StartAgentBy($"exec {(AgentUnderTest.Native is null ? "dotnet " : "")}{program} run --config {bench.ConfigFile}");
        var link = await bench.Server.LinkAsync();
        await link.ExpectAsync<AgentMessage.Hello>();
        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(1), "true"));

        File.Delete(program);
        await File.WriteAllTextAsync(program, $"#!/bin/sh\ntouch {bench.At("started")}\n");
        File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);

        await link.SendAsync(new ServerMessage.Commit(Some.Job(2), "true"));
        if (AgentUnderTest.Native is null)
            Assert.Equal($"the agent cannot start processes: {program} was replaced since the agent was started; restart the agent", (await link.ExpectAsync<AgentMessage.NackCommit>()).Detail);
        else
            await link.ExpectAsync<AgentMessage.AckCommit>();
        Assert.False(File.Exists(bench.At("started")));
    }

    private static string Copy(string folder)
    {
        Directory.CreateDirectory(folder);
        if (AgentUnderTest.Native is { } native)
        {
            File.Copy(native, Path.Combine(folder, "pushy-agent"));
            return Path.Combine(folder, "pushy-agent");
        }
        foreach (var part in Parts)
            File.Copy(Path.Combine(Path.GetDirectoryName(typeof(ExitCodes).Assembly.Location)!, part), Path.Combine(folder, part));
        return Path.Combine(folder, Parts[0]);
    }
}
