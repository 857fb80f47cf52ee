namespace Pushy.Server.Directories;

/// <summary>Counts changes made to the directory through this process, so that what it remembers from before them is not used any more.</summary>
public sealed class DirectoryVersion
{
    private long _current;

    public long Current => Volatile.Read(ref _current);

    /// <summary>To be called once a change is in the database.</summary>
    public void MoveOn() => Interlocked.Increment(ref _current);
}
