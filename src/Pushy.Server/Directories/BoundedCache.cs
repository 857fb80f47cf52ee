using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Pushy.Server.Directories;

/// <summary>Remembers answers for a short time, a bounded number of them.</summary>
/// <param name="entries">How many at most.</param>
/// <param name="lifetime">How long each; zero remembers nothing.</param>
/// <param name="clock">Says when they are over.</param>
/// <param name="version">When it moves on, all that was asked for before is forgotten; null: it never does.</param>
internal sealed class BoundedCache<TKey, TValue>(int entries, TimeSpan lifetime, TimeProvider clock, DirectoryVersion? version = null)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, (TValue Value, long Since, long AsOf)> _entries = [];
    private int _count; // ConcurrentDictionary.Count takes all locks

    /// <summary>To be taken before the source is asked, and given to <see cref="Remember"/> with its answer.</summary>
    public long AsOf => version?.Current ?? 0;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var found = _entries.TryGetValue(key, out var entry);
        value = entry.Value;
        return found && IsFresh(entry);
    }

    /// <param name="key">What was asked for.</param>
    /// <param name="value">The answer.</param>
    /// <param name="asOf"><see cref="AsOf"/> of before the question: an answer from before a change is not remembered past it.</param>
    public void Remember(TKey key, TValue value, long asOf)
    {
        if (lifetime == TimeSpan.Zero || asOf != AsOf)
            return;
        if (Volatile.Read(ref _count) >= entries)
            MakeRoom();
        var entry = (value, clock.GetTimestamp(), asOf);
        if (_entries.TryAdd(key, entry))
            Interlocked.Increment(ref _count);
        else
            _entries[key] = entry;
    }

    private bool IsFresh((TValue Value, long Since, long AsOf) entry) => entry.AsOf == AsOf && clock.GetElapsedTime(entry.Since) < lifetime;

    /// <summary>Drops one answer that has turned out wrong.</summary>
    public void Forget(TKey key) => Drop(key);

    /// <summary>Drops what is over; if nothing is, everything: all of it comes back with one question each.</summary>
    private void MakeRoom()
    {
        foreach (var (key, entry) in _entries)
        {
            if (!IsFresh(entry))
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
