using System.Buffers;
using Pushy.Actors.Feeds;

namespace Pushy.Server.Feeds;

/// <summary>What of an event a reader is shown.</summary>
internal enum EventSight
{
    Nothing,
    Veiled,
    All,
}

/// <summary>A feed as one reader sees it who does not see everything. Events keep their ids; those that are left out leave gaps.</summary>
/// <param name="of">How much of an event is seen.</param>
internal sealed class FeedView(Func<FeedItem, ValueTask<EventSight>> of)
{
    /// <summary>The next text, at least one event and about as many bytes as asked for; as <see cref="FeedReader.Read"/> does without a view.</summary>
    public async ValueTask<(FeedRead Found, ReadOnlyMemory<byte> Text)> Read(FeedReader reader, int maxBytes)
    {
        var text = new ArrayBufferWriter<byte>();
        while (text.WrittenCount < maxBytes)
        {
            var found = reader.ReadOne(out var item);
            if (found is not FeedRead.Text)
                return text.WrittenCount > 0 ? (FeedRead.Text, text.WrittenMemory) : (found, default);
            var sight = await of(item);
            if (sight is not EventSight.Nothing)
                text.Write((sight is EventSight.Veiled ? item.Veiled : item.Text).Span);
        }

        return (FeedRead.Text, text.WrittenMemory);
    }
}
