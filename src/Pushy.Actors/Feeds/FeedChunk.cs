namespace Pushy.Actors.Feeds;

/// <summary>Some events of a feed in a row, written once and sent to all readers.</summary>
/// <param name="First">Number of the first event.</param>
/// <param name="Text">The events as they go over the wire.</param>
/// <param name="Ends">Where each event ends in the text.</param>
/// <param name="At">When they came into the feed.</param>
public sealed record FeedChunk(long First, ReadOnlyMemory<byte> Text, int[] Ends, DateTimeOffset At)
{
    /// <summary>The first event without secrets; null if it has none.</summary>
    public byte[]? Veiled { get; init; }

    /// <summary>The node of each event, null for one of the whole job; null: no event is about a node.</summary>
    public string?[]? Nodes { get; init; }

    /// <summary>The job of all of them, in the feed of an organization.</summary>
    public FeedJob? Job { get; init; }

    /// <summary>Number after the last event.</summary>
    public long Next => First + Ends.Length;

    /// <summary>One event.</summary>
    public FeedItem Item(long number)
    {
        var index = (int)(number - First);
        var text = Text[(index == 0 ? 0 : Ends[index - 1])..Ends[index]];
        return new FeedItem(text, index == 0 && Veiled is { } veiled ? veiled : text, Nodes?[index], Job);
    }

    /// <summary>Whole events from a number on: at least one, and then no more than fit.</summary>
    public (ReadOnlyMemory<byte> Text, long Next) From(long number, int maxBytes)
    {
        var index = (int)(number - First);
        var start = index == 0 ? 0 : Ends[index - 1];
        var fitting = Array.BinarySearch(Ends, index, Ends.Length - index, start + maxBytes);
        var last = Math.Max(index, fitting >= 0 ? fitting : ~fitting - 1);
        return (Text[start..Ends[last]], First + last + 1);
    }
}
