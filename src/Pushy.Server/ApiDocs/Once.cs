namespace Pushy.Server.ApiDocs;

/// <summary>Makes something when it is first asked for, once for all who ask meanwhile. A failure is nobody's but theirs: who asks next has it made again, which <see cref="Lazy{T}"/> does not.</summary>
internal sealed class Once<T>(Func<Task<T>> make)
{
    private readonly Lock _lock = new();
    private Task<T>? _made;

    public Task<T> Get()
    {
        lock (_lock)
        {
            if (_made is null or { IsFaulted: true } or { IsCanceled: true })
                _made = Task.Run(make);
            return _made;
        }
    }
}
