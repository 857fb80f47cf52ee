using System.Text;
using Pushy.Actors.Feeds;

namespace Pushy.Actors.Tests.Feeds;

public sealed class FeedLogTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_reader_gets_whole_events_and_no_more_than_fit()
    {
        var log = Log(Chunk(1, "aa", "bbb", "c"), Chunk(4, "dd"));
        var reader = ReaderAt(log, 1);

        Assert.Equal(["aabbb", "c", "dd"], Read(reader, maxBytes: 5));
    }

    [Fact]
    public void An_event_that_does_not_fit_is_read_all_the_same() => Assert.Equal(["aaaaaa", "b"], Read(ReaderAt(Log(Chunk(1, "aaaaaa", "b")), 1), maxBytes: 3));

    [Theory]
    [InlineData(1, "abcdef")]
    [InlineData(2, "bcdef")]
    [InlineData(3, "cdef")]
    [InlineData(4, "def")]
    [InlineData(6, "f")]
    [InlineData(7, "")]
    public void A_reader_begins_anywhere(long place, string text) =>
        Assert.Equal(text, string.Concat(Read(ReaderAt(Log(Chunk(1, "a", "b"), Chunk(3, "c"), Chunk(4, "d", "e", "f")), place), maxBytes: 100)));

    [Fact]
    public async Task A_reader_that_leaves_before_it_is_admitted_is_not_kept_and_whoever_waits_for_it_goes_on()
    {
        var log = Log(Chunk(1, "a"));
        var (gone, there) = (new FeedReader(null), new FeedReader(null));
        gone.Leave();

        gone.Join(log, 1);
        there.Join(log, 1);

        Assert.Equal(1, log.Readers);
        await gone.Joined;
        there.Leave();
        Assert.Equal(0, log.Readers);
    }

    [Fact]
    public void A_feed_that_ended_is_read_to_its_end_first()
    {
        var log = Log(Chunk(1, "a"));
        var reader = ReaderAt(log, 1);
        Assert.Equal(["a"], Read(reader, 10));
        Assert.Equal(FeedRead.Nothing, reader.Read(10, out _));

        log.Append(Chunk(2, "b"));
        log.End();

        Assert.Equal(["b"], Read(reader, 10));
        Assert.Equal(FeedRead.Ended, reader.Read(10, out _));
    }

    [Fact]
    public void A_reader_left_behind_by_what_is_kept_is_lost_and_others_are_not()
    {
        var log = Log(Chunk(1, "a"), Chunk(2, "b", Noon.AddSeconds(1)), Chunk(3, "c", Noon.AddSeconds(2)));
        var (slow, good) = (ReaderAt(log, 1), ReaderAt(log, 2));

        log.Forget(Noon.AddSeconds(1));

        Assert.Equal(FeedRead.Lost, slow.Read(10, out _));
        Assert.Equal(["b", "c"], Read(good, 10));
        Assert.Equal((2, 4), (log.Oldest, log.Next));
    }

    [Fact]
    public void A_log_that_has_forgotten_everything_goes_on_where_it_was()
    {
        var log = Log(Chunk(1, "a"));
        log.Forget(Noon.AddSeconds(1));
        Assert.Equal((2, 2), (log.Oldest, log.Next));

        var reader = ReaderAt(log, 2);
        log.Append(Chunk(2, "b", Noon.AddSeconds(1)));

        Assert.Equal(["b"], Read(reader, 10));
    }

    [Fact]
    public void An_event_out_of_order_is_a_mistake() => Assert.Throws<ArgumentException>(() => Log(Chunk(1, "a")).Append(Chunk(3, "c")));

    [Fact]
    public async Task A_reader_is_woken_by_what_is_new_and_however_often_only_once()
    {
        var log = Log();
        var reader = ReaderAt(log, 1);
        await reader.Wait(default);   // by the joining

        log.Append(Chunk(1, "a"));
        log.Append(Chunk(2, "b"));
        await reader.Wait(default);
        Assert.Equal(["a", "b"], Read(reader, 10));

        Assert.False(reader.Wait(default).AsTask().IsCompleted);
    }

    private static FeedLog Log(params FeedChunk[] chunks)
    {
        var log = new FeedLog(1);
        foreach (var chunk in chunks)
            log.Append(chunk);
        return log;
    }

    private static FeedReader ReaderAt(FeedLog log, long place)
    {
        var reader = new FeedReader(null);
        reader.Join(log, place);
        return reader;
    }

    private static FeedChunk Chunk(long first, string text, DateTimeOffset at) => new(first, Encoding.UTF8.GetBytes(text), [text.Length], at);

    private static FeedChunk Chunk(long first, params string[] events)
    {
        var ends = events.Select((_, index) => events.Take(index + 1).Sum(text => text.Length)).ToArray();
        return new FeedChunk(first, Encoding.UTF8.GetBytes(string.Concat(events)), ends, Noon);
    }

    private static List<string> Read(FeedReader reader, int maxBytes)
    {
        List<string> pieces = [];
        while (reader.Read(maxBytes, out var text) is FeedRead.Text)
            pieces.Add(Encoding.UTF8.GetString(text.Span));
        return pieces;
    }
}
