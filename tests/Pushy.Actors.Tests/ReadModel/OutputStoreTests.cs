using System.Text;
using Pushy.Actors.ReadModel;
using Pushy.Actors.Tests.Journal;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.ReadModel;

public sealed class OutputStoreTests
{
    private static readonly JobId Job = Samples.Spec.Id;
    private static readonly NodeName Web1 = new("web1");

    [Fact]
    public async Task Pieces_are_stored_in_order_and_once()
    {
        await using var database = await TempDatabase.Create();
        var outputs = database.Outputs();

        Assert.Equal("3 3 3 3 6 8", await Add(outputs, (0, "abc"), (0, "abc"), (1, "b"), (5, "zz"), (2, "cdef"), (6, "gh")));
        Assert.Equal("8 9", await Add(outputs, (0, "abc"), (7, "hi")));

        Assert.Equal("abcdefghi", await Text(outputs));
        Assert.Equal(new StoredOutput(9, 0, Truncated: false, IsWhole: false), await outputs.Find(Job, Web1, OutputStream.Stdout, default));
    }

    [Fact]
    public async Task Beyond_the_limit_bytes_are_taken_and_dropped()
    {
        await using var database = await TempDatabase.Create();
        var outputs = database.Outputs(limit: 5);

        Assert.Equal("3 6 9", await Add(outputs, (0, "abc"), (3, "def"), (6, "ghi")));
        Assert.True(await End(outputs, new StreamEnd(9, 11)));

        Assert.Equal("abcde", await Text(outputs));
        Assert.Equal(new StoredOutput(5, 15, Truncated: true, IsWhole: true), await outputs.Find(Job, Web1, OutputStream.Stdout, default));
    }

    [Fact]
    public async Task A_stream_is_whole_when_all_that_was_sent_is_stored()
    {
        await using var database = await TempDatabase.Create();
        var outputs = database.Outputs();

        Assert.False(await End(outputs, new StreamEnd(3, 0)));
        await Add(outputs, (0, "ab"));
        Assert.False(await End(outputs, new StreamEnd(3, 0)));
        Assert.False((await outputs.Find(Job, Web1, OutputStream.Stdout, default))!.IsWhole);
        await Add(outputs, (2, "c"));
        Assert.True(await End(outputs, new StreamEnd(3, 0)));
        Assert.True(await End(outputs, new StreamEnd(3, 0)));
        await Add(outputs, (3, "too late"));

        Assert.Equal("abc", await Text(outputs));
        Assert.Equal(new StoredOutput(3, 0, Truncated: false, IsWhole: true), await outputs.Find(Job, Web1, OutputStream.Stdout, default));
    }

    [Fact]
    public async Task What_will_not_come_any_more_counts_as_dropped()
    {
        await using var database = await TempDatabase.Create();
        var outputs = database.Outputs();
        await Add(outputs, (0, "ab"));

        Assert.True(await End(outputs, new StreamEnd(10, 1), anyway: true));

        Assert.Equal(new StoredOutput(2, 9, Truncated: true, IsWhole: true), await outputs.Find(Job, Web1, OutputStream.Stdout, default));
    }

    [Fact]
    public async Task A_silent_stream_is_not_the_same_as_none()
    {
        await using var database = await TempDatabase.Create();
        var outputs = database.Outputs();

        Assert.True(await End(outputs, new StreamEnd(0, 0)));

        Assert.Equal(new StoredOutput(0, 0, Truncated: false, IsWhole: true), await outputs.Find(Job, Web1, OutputStream.Stdout, default));
        Assert.Null(await outputs.Find(Job, Web1, OutputStream.Stderr, default));
        Assert.Empty(await Text(outputs));
    }

    [Fact]
    public async Task The_first_text_of_a_node_stays()
    {
        await using var database = await TempDatabase.Create();
        var outputs = database.Outputs();
        await outputs.Write([new JobOutput(Job, Web1, "first ü", null, Truncated: true), new JobOutput(Job, Web1, "second", "error", Truncated: false)]);
        await outputs.Write([new JobOutput(Job, Web1, "third", "third", Truncated: false)]);

        Assert.Equal(("first ü", "error"), (await Text(outputs), await Text(outputs, OutputStream.Stderr)));
        Assert.Equal(new StoredOutput(8, 0, Truncated: true, IsWhole: true), await outputs.Find(Job, Web1, OutputStream.Stdout, default));
        Assert.Equal(new StoredOutput(5, 0, Truncated: false, IsWhole: true), await outputs.Find(Job, Web1, OutputStream.Stderr, default));
        Assert.Null(await outputs.Find(Job, new NodeName("web2"), OutputStream.Stdout, default));
    }

    [Fact]
    public async Task Long_text_is_cut_at_the_limit_and_stored_in_parts()
    {
        await using var database = await TempDatabase.Create();
        var outputs = database.Outputs(limit: OutputStore.MaxPart * 20);
        var text = string.Concat(Enumerable.Range(0, OutputStore.MaxPart * 20 / 8 + 1).Select(number => $"{number,7}\n"));

        await outputs.Write([new JobOutput(Job, Web1, text, null, Truncated: false)]);

        Assert.Equal(text[..(OutputStore.MaxPart * 20)], await Text(outputs));
        Assert.Equal(new StoredOutput(OutputStore.MaxPart * 20, 8, Truncated: true, IsWhole: true), await outputs.Find(Job, Web1, OutputStream.Stdout, default));
        Assert.All(await outputs.Read(Job, Web1, OutputStream.Stdout, 0, default), part => Assert.Equal(OutputStore.MaxPart, part.Length));
    }

    [Fact]
    public async Task Who_follows_a_node_hears_of_its_output_and_of_no_other()
    {
        await using var database = await TempDatabase.Create();
        var outputs = database.Outputs();
        using var mine = database.News.Follow(Job, Web1);
        using var other = database.News.Follow(Job, new NodeName("web2"));

        await Add(outputs, (0, "a"));
        await mine.Next(Timeout.InfiniteTimeSpan, TimeProvider.System, default);

        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other.Next(Timeout.InfiniteTimeSpan, TimeProvider.System, soon.Token));
        Assert.Equal(2, database.News.Count);
        mine.Dispose();
        other.Dispose();
        Assert.Equal(0, database.News.Count);
    }

    private static async Task<string> Add(OutputStore outputs, params (long Offset, string Text)[] pieces)
    {
        var written = await outputs.Write([.. pieces.Select(piece => new OutputChunk(Job, Web1, OutputStream.Stdout, piece.Offset, Encoding.UTF8.GetBytes(piece.Text)))]);
        return string.Join(' ', written.Cast<OutputChunk>().Select(chunk => chunk.Reached));
    }

    private static async Task<bool> End(OutputStore outputs, StreamEnd stdout, bool anyway = false) =>
        Assert.IsType<OutputEnd>(Assert.Single(await outputs.Write([new OutputEnd(Job, Web1, stdout, null, anyway)]))).IsWhole;

    private static async Task<string> Text(OutputStore outputs, OutputStream stream = OutputStream.Stdout)
    {
        var bytes = new List<byte>();
        while (await outputs.Read(Job, Web1, stream, bytes.Count, default) is { Count: > 0 } parts)
            bytes.AddRange(parts.SelectMany(part => part));
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
