using Pushy.Agent.Files;

namespace Pushy.Agent.Jobs;

/// <summary>A file lock (flock) as chef-client takes it, held from the vote until the command is about to start.</summary>
internal static class JobLock
{
    /// <summary>Takes it without touching the content. A directory that is not there counts as not locked: then nothing is held.</summary>
    public static (IDisposable? Held, string? Fault) TryTake(string path)
    {
        try
        {
            var (held, fault, _) = LockFile.TryTake(path, ownAlone: false);
            return (held, fault);
        }
        catch (DirectoryNotFoundException)
        {
            return (null, null);
        }
        catch (IOException trouble)
        {
            return (null, trouble.Message);
        }
    }
}
