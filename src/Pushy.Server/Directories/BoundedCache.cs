using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Pushy.Server.Directories;

/// <summary>Remembers answers for a short time, a bounded number of them.</summary>
/// <param name="entries">How many at most.</param>
/// <param name="lifetime">How long each; zero remembers nothing.</param>
/// <param name="clock">Says when they are over.</param>
internal sealed class BoundedCache<TKey, TValue>(int entries, TimeSpan lifetime, TimeProvider clock)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, (TValue Value, long Since)> _entries = [];
    private int _count; // ConcurrentDictionary.Count takes all locks

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var found = _entries.TryGetValue(key, out var entry);
        value = entry.Value;
        return found && IsFresh(entry.Since);
    }

    public void Remember(TKey key, TValue value)
    {
        if (lifetime == TimeSpan.Zero)
            return;
        if (Volatile.Read(ref _count) >= entries)
            MakeRoom();
        var entry = (value, clock.GetTimestamp());
        if (_entries.TryAdd(key, entry))
            Interlocked.Increment(ref _count);
        else
            _entries[key] = entry;
    }

    private bool IsFresh(long since) => clock.GetElapsedTime(since) < lifetime;

    /// <summary>Drops what is over; if nothing is, everything: all of it comes back with one question each.</summary>
    private void MakeRoom()
    {
        foreach (var (key, entry) in _entries)
        {
            if (!IsFresh(entry.Since))
                Drop(key);
        }

        if (Volatile.Read(ref _count) < entries)
            return;
        foreach (var (key, _) in _entries)
            Drop(key);
    }

    private void Drop(TKey key)
    {
        if (_entries.TryRemove(key, out _))
            Interlocked.Decrement(ref _count);
    }
}
