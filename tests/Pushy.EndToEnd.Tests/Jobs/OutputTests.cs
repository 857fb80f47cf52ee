using System.Net;
using System.Text;
using Pushy.Contracts.Jobs;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Jobs;

/// <summary>What a command prints, from its pipe to the API.</summary>
public sealed class OutputTests
{
    private const int Limit = 4 * 1024 * 1024;

    /// <summary>Prints numbered lines, a block of them each time a file appears, so that the test says when.</summary>
    private const string Counting = "n=0; for gate in 1 2 3; do until [ -e DIR/gate$gate ]; do sleep 0.02; done; seq $n $((n+19999)); n=$((n+20000)); done";

    [Fact]
    public Task A_command_that_prints_slowly_is_seen_live_before_it_ends() => Fleet.RunAsync(1, async fleet =>
    {
        var id = await PostAsync(fleet, $"echo first; until [ -e {fleet.In("gate")} ]; do sleep 0.02; done; echo last");
        using var live = await LiveOutput.OpenAsync(fleet.Api, id, "web1");
        await Until.TrueAsync("the first line is seen", () => Encoding.UTF8.GetString(live.Seen) == "first\n");
        Assert.Equal("running", (await fleet.Api.NodeAsync(id, "web1")).State);
        Assert.Equal(HttpStatusCode.NotFound, (await fleet.Api.OutputBytesAsync(id, "web1", "stdout")).Status);

        await File.WriteAllTextAsync(fleet.In("gate"), "");

        Assert.True(await live.Ended.WaitAsync(Until.Patience));
        Assert.Equal("first\nlast\n", Encoding.UTF8.GetString(live.Seen));
        Assert.Equal("first\nlast\n", await fleet.Api.OutputAsync(id, "web1", "stdout"));
    });

    [Fact]
    public Task Output_beyond_4_MiB_is_cut_there_with_a_mark_on_each_stream() => Fleet.RunAsync(1, async fleet =>
    {
        var id = await PostAsync(fleet, $"yes 0123456789abcde | head -c {Limit + (2 * 1024 * 1024)}; yes fedcba987654321 | head -c {Limit + (2 * 1024 * 1024)} >&2");
        await CompletesAsync(fleet, id);

        foreach (var (stream, line) in new[] { ("stdout", "0123456789abcde\n"), ("stderr", "fedcba987654321\n") })
        {
            var text = await fleet.Api.OutputAsync(id, "web1", stream);
            Assert.Equal("\n[pushy: output cut off after 4194304 bytes; 2097152 more were dropped]\n", text[Limit..]);
            Assert.Equal(string.Concat(Enumerable.Repeat(line, Limit / 16)), text[..Limit]);
        }
    });

    [Fact]
    public Task Binary_output_comes_back_byte_for_byte() => Fleet.RunAsync(1, async fleet =>
    {
        var bytes = new byte[1_000_003];
        new Random(7).NextBytes(bytes);
        await File.WriteAllBytesAsync(fleet.In("bytes"), bytes);
        var id = await PostAsync(fleet, $"cat {fleet.In("bytes")}; tail -c 70001 {fleet.In("bytes")} >&2");
        await CompletesAsync(fleet, id);

        Assert.Equal(bytes, (await fleet.Api.OutputBytesAsync(id, "web1", "stdout")).Body);
        Assert.Equal(bytes[^70_001..], (await fleet.Api.OutputBytesAsync(id, "web1", "stderr")).Body);
    });

    [Fact]
    public Task A_server_that_is_killed_in_the_middle_loses_and_doubles_nothing() => Fleet.RunAsync(1, async fleet =>
    {
        var id = await PostAsync(fleet, Counting.Replace("DIR", fleet.In(), StringComparison.Ordinal));
        using var live = await LiveOutput.OpenAsync(fleet.Api, id, "web1");
        await File.WriteAllTextAsync(fleet.In("gate1"), "");
        await Until.TrueAsync("some output is seen", () => live.Seen.Length > 0);
        await fleet.KillServerAsync();
        Assert.False(await live.Ended.WaitAsync(Until.Patience));
        await File.WriteAllTextAsync(fleet.In("gate2"), "");
        await fleet.StartServerAsync();
        using var again = await Until.GotAsync("the output can be followed again", async () => await LiveOutput.OpenAsync(fleet.Api, id, "web1"));
        await File.WriteAllTextAsync(fleet.In("gate3"), "");
        await CompletesAsync(fleet, id);

        var whole = string.Concat(Enumerable.Range(0, 60_000).Select(number => $"{number}\n"));
        Assert.Equal(whole, await fleet.Api.OutputAsync(id, "web1", "stdout"));
        Assert.True(await again.Ended.WaitAsync(Until.Patience));
        Assert.Equal(whole, Encoding.UTF8.GetString(again.Seen));
        Assert.StartsWith(Encoding.UTF8.GetString(live.Seen), whole, StringComparison.Ordinal);
    });

    [Fact]
    public Task An_agent_that_is_killed_with_output_undelivered_delivers_it_when_it_is_back() => Fleet.RunAsync(1, async fleet =>
    {
        var id = await PostAsync(fleet, $"echo first; until [ -e {fleet.In("gate")} ]; do sleep 0.02; done; seq 1 30000");
        using (var live = await LiveOutput.OpenAsync(fleet.Api, id, "web1"))
            await Until.TrueAsync("the first line is seen", () => Encoding.UTF8.GetString(live.Seen) == "first\n");
        await fleet.KillServerAsync();
        await File.WriteAllTextAsync(fleet.In("gate"), "");
        await Until.TrueAsync("the agent has the outcome", () => File.Exists(fleet.In("state", "web1", "outcomes", id + ".json")));
        await fleet.Agent("web1").KillAsync();

        fleet.StartAgent("web1");
        await fleet.StartServerAsync();
        await CompletesAsync(fleet, id);

        Assert.Equal("succeeded", (await fleet.Api.NodeAsync(id, "web1")).State);
        Assert.Equal("first\n" + string.Concat(Enumerable.Range(1, 30_000).Select(number => $"{number}\n")), await fleet.Api.OutputAsync(id, "web1", "stdout"));
        await Until.TrueAsync("the agent keeps nothing of it", () => Directory.GetFiles(fleet.In("state", "web1", "output")).Length == 0);
    });

    [Fact]
    public Task When_an_agent_is_killed_while_the_command_runs_its_stream_ends() => Fleet.RunAsync(1, async fleet =>
    {
        var id = await PostAsync(fleet, "echo first; sleep 300");
        using var live = await LiveOutput.OpenAsync(fleet.Api, id, "web1");
        await Until.TrueAsync("the first line is seen", () => Encoding.UTF8.GetString(live.Seen) == "first\n");
        await fleet.Agent("web1").KillAsync();
        fleet.StartAgent("web1");

        Assert.True(await live.Ended.WaitAsync(Until.Patience));
        Assert.Equal("first\n", Encoding.UTF8.GetString(live.Seen));
        Assert.Equal("crashed", (await fleet.Api.NodeAsync(id, "web1")).State);
    });

    private static Task<string> PostAsync(Fleet fleet, string command) =>
        fleet.Api.PostAsync(new JobRequest { Command = command, Nodes = ["web1"], CaptureOutput = true });

    private static Task CompletesAsync(Fleet fleet, string id) =>
        Until.TrueAsync("the job is complete", async () => (await fleet.Api.JobAsync(id)).Status == "complete");
}
