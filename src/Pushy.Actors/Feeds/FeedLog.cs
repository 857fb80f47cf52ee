namespace Pushy.Actors.Feeds;

/// <summary>
/// The events of one feed on this host: written by its actor, read by any number of readers, each at its own place. A reader has no
/// queue of its own, so what a slow one holds up is nothing but itself.
/// </summary>
public sealed class FeedLog(long first)
{
    private readonly Lock _gate = new();
    private readonly List<FeedChunk> _chunks = [];
    private readonly HashSet<FeedReader> _readers = [];
    private long _oldest = first;
    private long _next = first;
    private bool _ended;
    private volatile JobStand? _stand;

    /// <summary>In the feed of a job: how the job stands; null until its first row is read.</summary>
    public JobStand? Stand => _stand;

    /// <summary>Number of the oldest event that is kept; <see cref="Next"/> if there is none.</summary>
    public long Oldest
    {
        get
        {
            lock (_gate)
                return _oldest;
        }
    }

    /// <summary>Number of the event to come.</summary>
    public long Next
    {
        get
        {
            lock (_gate)
                return _next;
        }
    }

    /// <summary>How many read it.</summary>
    internal int Readers
    {
        get
        {
            lock (_gate)
                return _readers.Count;
        }
    }

    /// <exception cref="ArgumentException">It does not begin where the log ends.</exception>
    internal void Append(FeedChunk chunk)
    {
        lock (_gate)
        {
            if (chunk.First != _next)
                throw new ArgumentException($"event {chunk.First} cannot follow event {_next - 1}", nameof(chunk));
            _chunks.Add(chunk);
            _next = chunk.Next;
        }

        WakeAll();
    }

    /// <summary>The job stands so now.</summary>
    internal void Move(JobStand stand)
    {
        _stand = stand;
        WakeAll();
    }

    /// <summary>No event follows.</summary>
    internal void End()
    {
        lock (_gate)
            _ended = true;
        WakeAll();
    }

    /// <summary>Forgets what came into the feed before a time. A reader who has not read that far is lost.</summary>
    internal void Forget(DateTimeOffset before)
    {
        lock (_gate)
        {
            var old = _chunks.FindIndex(chunk => chunk.At >= before) is >= 0 and var kept ? kept : _chunks.Count;
            _chunks.RemoveRange(0, old);
            _oldest = _chunks is [var first, ..] ? first.First : _next;
        }
    }

    internal void Join(FeedReader reader)
    {
        lock (_gate)
            _readers.Add(reader);
    }

    internal void Leave(FeedReader reader)
    {
        lock (_gate)
            _readers.Remove(reader);
    }

    internal FeedRead Read(ref long place, int maxBytes, out ReadOnlyMemory<byte> text)
    {
        text = default;
        lock (_gate)
        {
            if (place >= _next)
                return _ended ? FeedRead.Ended : FeedRead.Nothing;
            if (place < _oldest)
                return FeedRead.Lost;

            (text, place) = _chunks[IndexOf(place)].From(place, maxBytes);
            return FeedRead.Text;
        }
    }

    internal FeedRead ReadOne(ref long place, out FeedItem item)
    {
        item = default;
        lock (_gate)
        {
            if (place >= _next)
                return _ended ? FeedRead.Ended : FeedRead.Nothing;
            if (place < _oldest)
                return FeedRead.Lost;

            item = _chunks[IndexOf(place)].Item(place);
            place++;
            return FeedRead.Text;
        }
    }

    private int IndexOf(long number)
    {
        var (low, high) = (0, _chunks.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_chunks[middle].First <= number)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    private void WakeAll()
    {
        lock (_gate)
        {
            foreach (var reader in _readers)
                reader.Wake();
        }
    }
}
