using Pushy.Server.Storage;

namespace Pushy.Server.Directories;

/// <summary>
/// Asks for many things with one question. When thousands of agents come back at once each needs its own entry: one question each would want more
/// connections than there are, and those who then wait for one in vain would come again. One question is under way at a time; what comes meanwhile gathers for the next.
/// </summary>
/// <param name="batch">How many things one question asks for at most.</param>
/// <param name="bound">How many things wait at most. Beyond, the database counts as unavailable: who asks is told to come later.</param>
/// <param name="ask">Answers for each key that was asked for; a key that it leaves out has no value. It must end by itself: nobody cancels a question that is others' too.</param>
internal sealed class BatchedLookup<TKey, TValue>(int batch, int bound, Func<IReadOnlyList<TKey>, Task<IReadOnlyDictionary<TKey, TValue>>> ask)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _lock = new();

    /// <summary>In the order in which they came. What has been taken for a question is no longer here: its answer may be older than who asks now.</summary>
    private readonly OrderedDictionary<TKey, TaskCompletionSource<TValue?>> _waiting = [];
    private bool _isAsking;

    /// <param name="key">What is asked for.</param>
    /// <param name="ct">Gives up this wait only.</param>
    /// <returns>What was true at some time after this call began; null if there is no such thing.</returns>
    /// <exception cref="StorageUnavailableException">As many wait already as may.</exception>
    public Task<TValue?> Find(TKey key, CancellationToken ct)
    {
        TaskCompletionSource<TValue?>? answer;
        lock (_lock)
        {
            if (!_waiting.TryGetValue(key, out answer))
            {
                if (_waiting.Count >= bound)
                    throw new StorageUnavailableException($"{bound} lookups wait for the database already");
                _waiting.Add(key, answer = new(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            if (!_isAsking)
            {
                _isAsking = true;
                _ = AskAll();
            }
        }

        return answer.Task.WaitAsync(ct);
    }

    private async Task AskAll()
    {
        await Task.Yield();
        while (Taken() is { Count: > 0 } taken)
        {
            try
            {
                var found = await ask(taken.ConvertAll(one => one.Key));
                foreach (var (key, answer) in taken)
                    answer.SetResult(found.GetValueOrDefault(key));
            }
            catch (Exception e)
            {
                foreach (var (_, answer) in taken)
                    answer.SetException(e);
            }
        }
    }

    private List<KeyValuePair<TKey, TaskCompletionSource<TValue?>>> Taken()
    {
        lock (_lock)
        {
            var taken = _waiting.Take(batch).ToList();
            foreach (var (key, _) in taken)
                _waiting.Remove(key);
            _isAsking = taken.Count > 0;
            return taken;
        }
    }
}
