using System.Text;
using Pushy.Agent.Supervision;
using Pushy.Agent.Tests.Harness;
using Pushy.Contracts.Agents;

namespace Pushy.Agent.Tests;

public sealed class OutputTests
{
    [Fact]
    public async Task Captured_output_comes_with_the_outcome_also_when_empty()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        var outcome = await link.RunAsync<AgentMessage.Failed>(new(Some.Job(1), "printf 'Grüße\\n'; echo oops >&2; exit 1") { Capture = true });
        Assert.Equal(("Grüße\n", "oops\n", false), (outcome.Stdout, outcome.Stderr, outcome.OutputTruncated));
        var silent = await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(2), "true") { Capture = true });
        Assert.Equal(("", ""), (silent.Stdout, silent.Stderr));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_become_replacement_characters()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        var outcome = await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(1), @"printf 'a\377\000\001b'") { Capture = true });
        Assert.Equal("a\uFFFD\0\u0001b", outcome.Stdout);
    }

    [Theory]
    [InlineData("yes 0123456789abcde | head -c 20000000", "0123456789abcde\n")]
    [InlineData("head -c 20000000 /dev/zero", "\0")]
    [InlineData("head -c 20000000 /dev/zero | tr '\\000' '\\377'", "\uFFFD")]
    public async Task Output_beyond_the_limit_loses_its_middle_and_fits_a_frame(string command, string beginning)
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        var outcome = await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(1), $"{command}; {command} >&2") { Capture = true });
        Assert.True(outcome.OutputTruncated);
        Assert.StartsWith(beginning, outcome.Stdout);
        Assert.EndsWith(beginning, outcome.Stderr);
        Assert.Contains(" bytes left out ...]\n", outcome.Stdout);
        Assert.InRange(AgentLinkJson.Write(outcome).Length, 1_000_000, AgentLinkJson.MaxFrameBytes);
    }

    [Theory]
    [InlineData(10, 3), InlineData(10, 10), InlineData(10, 11), InlineData(10, 14), InlineData(10, 15), InlineData(10, 16), InlineData(10, 1000), InlineData(7, 23)]
    public void First_and_last_bytes_are_kept_however_they_arrive(int limit, int length)
    {
        var all = Enumerable.Range(0, length).Select(i => (byte)('a' + i % 26)).ToArray();
        foreach (var piece in (int[])[1, 2, 3, 7, 1000])
        {
            var output = new BoundedOutput(limit);
            foreach (var part in all.Chunk(piece))
                output.Add(part);
            var (text, truncated) = output.Read(1_000_000);
            var half = limit / 2;
            var expected = length <= half * 2
                ? Encoding.ASCII.GetString(all)
                : $"{Encoding.ASCII.GetString(all[..half])}\n[... {length - half * 2} bytes left out ...]\n{Encoding.ASCII.GetString(all[^half..])}";
            Assert.Equal((expected, length > half * 2), (text, truncated));
        }
    }

    [Fact]
    public void The_length_counted_for_a_text_is_never_less_than_its_length_as_json()
    {
        foreach (var text in (string[])["plain text 1.2", "\"<>&'+`", "\0\u0001\n\t\\", "äöü€", "\uFFFD", "😀"])
            Assert.InRange(System.Text.Json.JsonSerializer.Serialize(text).Length - 2, 0, OutputText.EncodedLength(text));
    }
}
