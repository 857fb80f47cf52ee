using System.Threading.Channels;

namespace Pushy.Actors.Feeds;

/// <summary>What a reader finds when it looks.</summary>
public enum FeedRead
{
    /// <summary>Text to send.</summary>
    Text,

    /// <summary>Nothing yet.</summary>
    Nothing,

    /// <summary>Everything was read, and nothing more will come.</summary>
    Ended,

    /// <summary>What comes next is not kept any more, or the feed broke down: to be cut off. It may come back with the last id it has.</summary>
    Lost,
}

/// <summary>One reader's place in a feed. It is woken when there may be something new; however often that is, it holds one wake-up.</summary>
/// <param name="lastEventId">Of the last event it had before; null for none.</param>
public sealed class FeedReader(string? lastEventId)
{
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private volatile FeedLog? _log;
    private volatile bool _left;
    private volatile bool _lost;
    private ReadOnlyMemory<byte> _before;
    private long _place;

    public string? LastEventId { get; } = lastEventId;

    /// <summary>Ends once the feed has given the reader its place, or has broken down.</summary>
    public Task Joined => _joined.Task;

    /// <summary>In the feed of a job: how the job stands; null as long as the reader has no place. Whoever looks at this need not read the text.</summary>
    public JobStand? Stand => _log?.Stand;

    /// <summary>Whether the feed broke down.</summary>
    public bool IsLost => _lost;

    /// <summary>The next text, in whole events, of at most so many bytes unless one event is longer.</summary>
    public FeedRead Read(int maxBytes, out ReadOnlyMemory<byte> text)
    {
        text = _before;
        if (_lost)
            return FeedRead.Lost;
        if (_log is not { } log)
            return FeedRead.Nothing;
        if (_before.IsEmpty)
            return log.Read(ref _place, maxBytes, out text);

        text = _before;
        _before = default;
        return FeedRead.Text;
    }

    /// <summary>The next event, for a reader who does not see all of them.</summary>
    public FeedRead ReadOne(out FeedItem item)
    {
        item = default;
        if (_lost)
            return FeedRead.Lost;
        if (_log is not { } log)
            return FeedRead.Nothing;
        if (_before.IsEmpty)
            return log.ReadOne(ref _place, out item);

        item = new FeedItem(_before, _before);
        _before = default;
        return FeedRead.Text;
    }

    /// <summary>Waits until woken.</summary>
    public async ValueTask Wait(CancellationToken cancel) => await _wakes.Reader.ReadAsync(cancel);

    public void Wake() => _wakes.Writer.TryWrite(true);

    /// <summary>Whether it has left, be it before it had a place.</summary>
    internal bool HasLeft => _left;

    /// <summary>Gives the reader its place, unless it has left meanwhile: the feed's actor does not hear of that.</summary>
    /// <param name="place">Number of the first event it gets.</param>
    /// <param name="before">Text that it gets before.</param>
    internal void Join(FeedLog log, long place, ReadOnlyMemory<byte> before = default)
    {
        lock (_gate)
        {
            if (!_left)
            {
                (_place, _before) = (place, before);
                _log = log;
                log.Join(this);
            }
        }

        _joined.TrySetResult();
        Wake();
    }

    /// <summary>Leaves the feed.</summary>
    internal void Leave()
    {
        lock (_gate)
        {
            _left = true;
            _log?.Leave(this);
        }
    }

    /// <summary>The feed broke down.</summary>
    internal void Break()
    {
        _lost = true;
        _joined.TrySetResult();
        Wake();
    }
}
