using Pushy.Agent.State;
using Pushy.Agent.Tests.Harness;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;

namespace Pushy.Agent.Tests;

/// <summary>What a full disk must not lose has its room before the agent votes yes (docs/decisions/0206).</summary>
public sealed class FullDiskTests
{
    [MountFact]
    public async Task An_outcome_outlives_a_full_disk_a_server_that_is_away_and_a_killed_agent()
    {
        await using var bench = await AgentBench.StartAsync();
        using var disk = SmallDisk.TryMount(bench.StateDir)!;
        var (agent, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Some.Job(1), $"until [ -e {bench.At("go")} ]; do sleep 0.05; done; exit 6"));
        bench.Server.RefuseWith = 503;
        link.Cut();
        await link.Ended.WaitAsync(Some.Patience);
        disk.Fill();
        await File.WriteAllTextAsync(bench.At("go"), "");
        await Processes.EventuallyAsync(() => File.Exists(OutcomeOf(bench)) ? "" : null, "the outcome on disk");
        await agent.KillAsync();

        bench.StartAgent();     // the disk is still full
        bench.Server.RefuseWith = 0;
        link = await bench.Server.LinkAsync();
        Assert.Equal([Some.Job(1)], (await link.ExpectAsync<AgentMessage.Hello>()).Outcomes);
        Assert.Equal(6, (await link.ExpectAsync<AgentMessage.Failed>()).ExitStatus);

        disk.Free();
        await link.SendAsync(new ServerMessage.Recorded(Some.Job(1)));
        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(2), "true"));
        Assert.False(File.Exists(OutcomeOf(bench)));
    }

    [MountFact]
    public async Task A_job_that_runs_when_its_agent_is_killed_over_a_full_disk_is_told_as_lost_also_after_the_next_kill()
    {
        await using var bench = await AgentBench.StartAsync();
        using var disk = SmallDisk.TryMount(bench.StateDir)!;
        var (agent, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Some.Job(1), "sleep 300"));
        disk.Fill();
        await agent.KillAsync();

        for (var start = 0; start < 2; start++)
        {
            agent = bench.StartAgent();
            link = await bench.Server.LinkAsync();
            Assert.Equal([Some.Job(1)], (await link.ExpectAsync<AgentMessage.Hello>()).Outcomes);
            Assert.Contains("restarted", (await link.ExpectAsync<AgentMessage.Aborted>()).Detail, StringComparison.Ordinal);
            Assert.True(File.Exists(OutcomeOf(bench)));
            await agent.KillAsync();
        }
    }

    [MountFact]
    public async Task A_node_without_room_for_an_outcome_votes_no_and_says_why_and_yes_once_there_is()
    {
        await using var bench = await AgentBench.StartAsync();
        using var disk = SmallDisk.TryMount(bench.StateDir)!;
        var (_, link) = await bench.ConnectedAsync();
        disk.Fill();
        await link.SendAsync(new ServerMessage.Commit(Some.Job(1), $"echo x > {bench.At("marker")}"));
        var no = await link.ExpectAsync<AgentMessage.NackCommit>();
        Assert.Equal("state_not_writable", no.Reason);
        Assert.Contains("no room for the outcome: No space left on device", no.Detail, StringComparison.Ordinal);

        disk.Free();
        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(2), "true"));
        Assert.False(File.Exists(bench.At("marker")));
    }

    [MountFact]
    public async Task Output_that_finds_no_room_is_cut_and_told_as_cut_and_the_outcome_stays_whole()
    {
        await using var bench = await AgentBench.StartAsync();
        using var disk = SmallDisk.TryMount(bench.StateDir)!;
        var (_, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Some.Job(1), $"until [ -e {bench.At("go")} ]; do sleep 0.05; done; head -c 100000 /dev/zero; exit 6") { Capture = true });
        disk.Fill();
        await File.WriteAllTextAsync(bench.At("go"), "");
        var outcome = await link.ExpectAsync<AgentMessage.Failed>();
        Assert.Equal((6, 100_000), (outcome.ExitStatus, outcome.StdoutEnd!.Length + outcome.StdoutEnd.Dropped));
        Assert.InRange(outcome.StdoutEnd.Dropped, 90_000, 100_000);
    }

    [Fact]
    public async Task Room_that_is_not_needed_is_given_back()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        await link.SendAsync(new ServerMessage.Commit(Some.Job(1), "true"));
        await link.ExpectAsync<AgentMessage.AckCommit>();
        Assert.Equal([OutcomeRoom.Bytes], Files(bench).Select(file => file.Length));
        await link.SendAsync(new ServerMessage.Abort(Some.Job(1)));
        await link.ExpectAsync<AgentMessage.Aborted>();
        Assert.Empty(Files(bench));

        await link.StartAsync(new(Some.Job(2), "sleep 300"));
        await link.SendAsync(new ServerMessage.Abort(Some.Job(2)));
        await link.ExpectAsync<AgentMessage.Aborted>();
        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(3), "true"));
        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(4), "true"));      // so the receipt of the third has been taken in
        Assert.DoesNotContain(Files(bench), file => file.Name.EndsWith(".room", StringComparison.Ordinal));
    }

    [Fact]
    public void Room_that_an_earlier_agent_left_is_given_back_at_the_start_except_for_the_job_in_hand()
    {
        var folder = Directory.CreateTempSubdirectory("pushy-room-test-").FullName;
        var room = new OutcomeRoom(folder);
        JobId mine = new(Some.Job(1)), other = new(Some.Job(2));
        room.Take(mine);
        room.Take(other);
        room.LeaveAllBut(mine);
        Assert.True(room.TryUse(mine, "{}"u8, Path.Combine(folder, "mine.json")));
        Assert.False(room.TryUse(other, "{}"u8, Path.Combine(folder, "other.json")));
        Assert.Equal("{}", File.ReadAllText(Assert.Single(Directory.GetFiles(folder))));
        Directory.Delete(folder, recursive: true);
    }

    private static FileInfo[] Files(AgentBench bench) => new DirectoryInfo(Path.Combine(bench.StateDir, "outcomes")).GetFiles();

    private static string OutcomeOf(AgentBench bench) => Path.Combine(bench.StateDir, "outcomes", Some.Job(1) + ".json");
}
