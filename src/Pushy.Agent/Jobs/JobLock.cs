namespace Pushy.Agent.Jobs;

/// <summary>A file lock (flock) as chef-client takes it, held from the vote until the command is about to start.</summary>
internal static class JobLock
{
    /// <summary>Takes it without touching the content. A directory that is not there counts as not locked: then nothing is held.</summary>
    public static (FileStream? Held, string? Fault) TryTake(string path)
    {
        try
        {
            return (new(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None }), null);
        }
        catch (DirectoryNotFoundException)
        {
            return (null, null);
        }
        catch (UnauthorizedAccessException)
        {
            return (null, $"{path} may not be opened by the agent");
        }
        catch (IOException held)
        {
            return (null, held.Message);
        }
    }
}
