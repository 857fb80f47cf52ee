namespace Pushy.Server.Links;

/// <summary>
/// Bytes that unfinished frames of all links may hold. Who finds none left waits, and does not read on meanwhile, so that its agent cannot send on either. A part is
/// kept for frames of ordinary length: a few nodes that send long ones cannot stop the output of all others.
/// </summary>
/// <param name="bytes">In all.</param>
internal sealed class FrameBudget(int bytes)
{
    /// <summary>Longest frame that agents of today send while they work.</summary>
    public const int OrdinaryFrame = 64 * 1024;

    private readonly long _forLong = bytes - (bytes / 4L);
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _ordinary = [], _long = [];
    private long _used;

    /// <summary>Bytes that are taken; for tests.</summary>
    public long Used
    {
        get
        {
            lock (_lock)
                return _used;
        }
    }

    /// <summary>Takes so many bytes once they are there.</summary>
    /// <param name="wanted">More than 0.</param>
    /// <param name="frame">What the frame has with them.</param>
    /// <param name="givenUp">Ends the wait without them.</param>
    /// <returns>Whether they are taken.</returns>
    public async ValueTask<bool> Take(int wanted, int frame, Task givenUp)
    {
        var waiter = new Waiter(wanted, frame > OrdinaryFrame ? _forLong : bytes);
        var queue = frame > OrdinaryFrame ? _long : _ordinary;
        lock (_lock)
        {
            if (queue.Count == 0 && Fits(waiter))
            {
                _used += wanted;
                return true;
            }

            queue.AddLast(waiter);
        }

        await Task.WhenAny(waiter.Taken, givenUp);
        lock (_lock)
        {
            if (waiter.Taken.IsCompleted)
                return true;
            queue.Remove(waiter);
        }

        Give(0);   // those behind may want less
        return false;
    }

    public void Give(int back)
    {
        lock (_lock)
        {
            _used -= back;
            Serve(_ordinary);
            Serve(_long);
        }
    }

    private void Serve(LinkedList<Waiter> queue)
    {
        while (queue.First is { Value: var first } && Fits(first))
        {
            queue.RemoveFirst();
            _used += first.Wanted;
            first.IsServed();
        }
    }

    private bool Fits(Waiter waiter) => _used + waiter.Wanted <= waiter.Most;

    private sealed class Waiter(int wanted, long most)
    {
        private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Wanted { get; } = wanted;

        public long Most { get; } = most;

        public Task Taken => _taken.Task;

        public void IsServed() => _taken.TrySetResult();
    }
}
