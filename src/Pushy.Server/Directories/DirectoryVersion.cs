namespace Pushy.Server.Directories;

/// <summary>Counts changes made to the directory through this process, so that what it remembers from before them is not used any more.</summary>
public sealed class DirectoryVersion
{
    private long _current;

    public long Current => Volatile.Read(ref _current);

    /// <summary>A change was made through this process.</summary>
    public event Action? Moved;

    /// <summary>To be called once a change is in the database.</summary>
    public void MoveOn()
    {
        Follow();
        Moved?.Invoke();
    }

    /// <summary>Another process has changed the directory.</summary>
    public void Follow() => Interlocked.Increment(ref _current);
}
