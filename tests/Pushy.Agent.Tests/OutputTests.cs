using System.Text;
using Pushy.Agent.Outputs;
using Pushy.Agent.Supervision;
using Pushy.Agent.Tests.Harness;
using Pushy.Contracts.Agents;

namespace Pushy.Agent.Tests;

public sealed class OutputTests
{
    private const string Job = "00000000000000000000000000000001";

    [Fact]
    public async Task Captured_output_belongs_to_the_outcome_also_when_empty()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        var outcome = await link.RunAsync<AgentMessage.Failed>(new(Some.Job(1), "printf 'Grüße\\n'; echo oops >&2; exit 1") { Capture = true });
        Assert.Equal(("Grüße\n", "oops\n", new StreamEnd(8, 0), new StreamEnd(5, 0)), (outcome.Stdout, outcome.Stderr, outcome.StdoutEnd, outcome.StderrEnd));
        var silent = await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(2), "true") { Capture = true });
        Assert.Equal((new StreamEnd(0, 0), new StreamEnd(0, 0)), (silent.StdoutEnd, silent.StderrEnd));
        var none = await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(3), "echo out"));
        Assert.Equal((null, null), (none.StdoutEnd, none.StderrEnd));
    }

    [Fact]
    public async Task Output_is_sent_while_the_command_runs()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Job, "echo first; echo problem >&2; until [ -e go ]; do sleep 0.05; done; echo last") { Dir = bench.Folder, Capture = true });
        await PrintedAsync(bench, OutputStream.Stdout, "first\n");
        await PrintedAsync(bench, OutputStream.Stderr, "problem\n");
        await File.WriteAllTextAsync(bench.At("go"), "");
        Assert.Equal("first\nlast\n", (await link.ExpectAsync<AgentMessage.Succeeded>()).Stdout);
    }

    [Fact]
    public async Task Every_byte_comes_as_it_was_printed()
    {
        await using var bench = await AgentBench.StartAsync();
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        await File.WriteAllBytesAsync(bench.At("bytes"), bytes);
        var (_, link) = await bench.ConnectedAsync();
        await link.RunAsync<AgentMessage.Succeeded>(new(Job, "cat bytes; cat bytes >&2") { Dir = bench.Folder, Capture = true });
        Assert.Equal(bytes, bench.Server.Output.Of(Job, OutputStream.Stdout));
        Assert.Equal(bytes, bench.Server.Output.Of(Job, OutputStream.Stderr));
        Assert.All(bench.Server.Output.Pieces, piece => Assert.InRange(AgentLinkJson.Write(piece).Length, 1, 60_000));
    }

    [Fact]
    public async Task Beyond_the_limit_output_is_counted_and_dropped_and_the_command_goes_on()
    {
        await using var bench = await AgentBench.StartAsync();
        bench.Configure(more: new { output_limit = 100_000 });
        var (_, link) = await bench.ConnectedAsync();
        var outcome = await link.RunAsync<AgentMessage.Succeeded>(new(Job, "yes 0123456789abcde | head -c 20000000; echo end >&2") { Capture = true });
        Assert.Equal((new StreamEnd(100_000, 19_900_000), "end\n"), (outcome.StdoutEnd, outcome.Stderr));
        Assert.StartsWith("0123456789abcde\n0123456789abcde\n", outcome.Stdout);
        Assert.Equal(100_000, outcome.Stdout!.Length);
    }

    [Fact]
    public async Task A_piece_without_a_receipt_is_sent_again_and_the_next_waits_for_it()
    {
        await using var bench = await AgentBench.StartAsync();
        bench.Server.Output.Takes = false;
        var (_, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Job, "echo first; until [ -e go ]; do sleep 0.05; done; echo last") { Dir = bench.Folder, Capture = true });
        await Processes.EventuallyAsync(() => bench.Server.Output.Pieces.Count >= 2 ? "" : null, "a piece sent twice");
        Assert.All(bench.Server.Output.Pieces, piece => Assert.Equal((0L, "first\n"), (piece.Offset, Encoding.UTF8.GetString(piece.Data))));

        bench.Server.Output.Takes = true;
        await File.WriteAllTextAsync(bench.At("go"), "");
        Assert.Equal("first\nlast\n", (await link.ExpectAsync<AgentMessage.Succeeded>()).Stdout);
    }

    [Fact]
    public async Task After_a_lost_link_output_goes_on_where_the_server_has_it()
    {
        await using var bench = await AgentBench.StartAsync();
        var (_, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Job, "echo first; until [ -e go ]; do sleep 0.05; done; echo last") { Dir = bench.Folder, Capture = true });
        await PrintedAsync(bench, OutputStream.Stdout, "first\n");
        await HeardAsync(link);
        link.Cut();
        await File.WriteAllTextAsync(bench.At("go"), "");
        var next = await bench.Server.LinkAsync();
        await next.ExpectAsync<AgentMessage.Hello>();
        Assert.Equal("first\nlast\n", (await next.ExpectAsync<AgentMessage.Succeeded>()).Stdout);
        Assert.Single(bench.Server.Output.Pieces, piece => piece.Offset == 0);
    }

    [Fact]
    public async Task An_agent_that_was_killed_sends_the_output_of_an_ended_command_when_it_is_started_again()
    {
        await using var bench = await AgentBench.StartAsync();
        bench.Server.Output.Takes = false;
        var (agent, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Job, "yes | head -c 100000") { Capture = true });
        await link.ExpectAsync<AgentMessage.Succeeded>();
        await agent.KillAsync();

        bench.Server.Output.Takes = true;
        bench.StartAgent();
        var next = await bench.Server.LinkAsync();
        Assert.Equal([Job], (await next.ExpectAsync<AgentMessage.Hello>()).Outcomes);
        Assert.Equal(100_000, (await next.ExpectAsync<AgentMessage.Succeeded>()).Stdout!.Length);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(bench.StateDir, "output")));
        await next.SendAsync(new ServerMessage.Recorded(Job));
        await FilesGoneAsync(bench);
    }

    [Fact]
    public async Task Output_that_the_disk_lost_is_counted_as_dropped()
    {
        await using var bench = await AgentBench.StartAsync();
        bench.Server.Output.Takes = false;
        var (agent, link) = await bench.ConnectedAsync();
        await link.StartAsync(new(Job, "echo 0123456789") { Capture = true });
        await link.ExpectAsync<AgentMessage.Succeeded>();
        await agent.KillAsync();
        using (var file = File.OpenWrite(Path.Combine(bench.StateDir, "output", Job + ".stdout")))
            file.SetLength(4);

        bench.Server.Output.Takes = true;
        bench.StartAgent();
        var next = await bench.Server.LinkAsync();
        await next.ExpectAsync<AgentMessage.Hello>();
        var outcome = await next.ExpectAsync<AgentMessage.Succeeded>();
        Assert.Equal(("0123", new StreamEnd(4, 7)), (outcome.Stdout, outcome.StdoutEnd));
    }

    [Fact]
    public async Task Nothing_is_kept_of_the_output_of_jobs_that_are_over()
    {
        await using var bench = await AgentBench.StartAsync();
        var (agent, link) = await bench.ConnectedAsync();
        await link.RunAsync<AgentMessage.Succeeded>(new(Some.Job(1), "echo done") { Capture = true });
        await link.StartAsync(new(Some.Job(2), "echo aborted; sleep 300") { Capture = true });
        await link.SendAsync(new ServerMessage.Abort(Some.Job(2)));
        await link.ExpectAsync<AgentMessage.Aborted>();
        await FilesGoneAsync(bench);

        await link.StartAsync(new(Some.Job(3), "echo killed; sleep 300") { Capture = true });
        await agent.KillAsync();
        bench.StartAgent();
        var next = await bench.Server.LinkAsync();
        await next.ExpectAsync<AgentMessage.Hello>();
        await FilesGoneAsync(bench);
    }

    [Theory]
    [InlineData(10, 3), InlineData(10, 10), InlineData(10, 11), InlineData(10, 1000), InlineData(7, 23)]
    public void The_first_bytes_are_kept_however_they_arrive(int limit, int length)
    {
        var folder = Directory.CreateTempSubdirectory("pushy-output-test-").FullName;
        var all = Enumerable.Range(0, length).Select(i => (byte)('a' + i % 26)).ToArray();
        foreach (var piece in (int[])[1, 2, 3, 7, 1000])
        {
            var output = new KeptOutput(Path.Combine(folder, "kept"), limit);
            foreach (var part in all.Chunk(piece))
                output.Add(part);
            Assert.Equal(new StreamEnd(Math.Min(limit, length), Math.Max(0, length - limit)), output.End());
            Assert.Equal(all[..Math.Min(limit, length)], File.ReadAllBytes(Path.Combine(folder, "kept")));
        }
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("/dev/full"), InlineData("/no/such/folder/file")]
    public void What_a_full_disk_does_not_take_is_dropped(string path)
    {
        var output = new KeptOutput(path, 100);
        output.Add("abc"u8);
        output.Add("defg"u8);
        Assert.Equal(new StreamEnd(0, 7), output.End());
    }

    [Fact]
    public void Small_pieces_are_gathered_and_after_many_of_them_for_longer()
    {
        var now = TimeSpan.Zero;
        var stream = new SentStream(new(Job), OutputStream.Stdout);
        for (var sent = 1; sent <= SentStream.QuickPieces; sent++, now += SentStream.Gather)
        {
            Assert.Equal((sent - 1, 1), stream.Next(sent, now));
            stream.Hear(sent);
            Assert.Null(stream.Next(sent + 1, now + SentStream.Gather / 2));
        }
        Assert.Null(stream.Next(SentStream.QuickPieces + 1, now));
        Assert.NotNull(stream.Next(SentStream.QuickPieces + 1, now - SentStream.Gather + SentStream.GatherLater));

        stream.Hear(SentStream.QuickPieces + 1);
        Assert.NotNull(stream.Next(SentStream.QuickPieces + 1 + SentStream.MaxPiece, now - SentStream.Gather + SentStream.GatherLater));   // a full piece waits for nothing
    }

    [Fact]
    public void A_piece_without_a_receipt_goes_out_ever_more_rarely()
    {
        var now = TimeSpan.Zero;
        var stream = new SentStream(new(Job), OutputStream.Stdout) { End = 5 };
        Assert.Equal((0, 5), stream.Next(5, now));
        for (var wait = SentStream.FirstRepeat; wait < SentStream.LastRepeat; wait *= 2)
        {
            Assert.Null(stream.Next(5, now + wait - TimeSpan.FromTicks(1)));
            Assert.Equal((0, 5), stream.Next(5, now += wait));
        }
        Assert.Null(stream.Next(5, now + SentStream.LastRepeat - TimeSpan.FromTicks(1)));
        stream.Relink();
        Assert.Equal((0, 5), stream.Next(5, now));
        stream.Hear(5);
        Assert.False(stream.IsBusy);
    }

    private static Task<string> PrintedAsync(AgentBench bench, OutputStream stream, string text) =>
        Processes.EventuallyAsync(() => Encoding.UTF8.GetString(bench.Server.Output.Of(Job, stream)) == text ? "" : null, text);

    /// <summary>The agent has heard how far its output is stored: it answers in order. The first answer comes after the server has said so, the second after the agent has heard it.</summary>
    private static async Task HeardAsync(TestLink link)
    {
        for (var other = 8; other <= 9; other++)
        {
            await link.SendAsync(new ServerMessage.Commit(Some.Job(other), "true"));
            await link.ExpectAsync<AgentMessage.NackCommit>();
        }
    }

    private static Task<string> FilesGoneAsync(AgentBench bench) =>
        Processes.EventuallyAsync(() => Directory.GetFiles(Path.Combine(bench.StateDir, "output")).Length == 0 ? "" : null, "the end of the files of output");
}
