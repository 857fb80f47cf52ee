namespace Pushy.Agent.Supervision;

/// <summary>Which run of this machine it is: a process id and a start time name a process only within one.</summary>
internal static class BootId
{
    /// <summary>Null where the kernel does not tell.</summary>
    public static string? Current { get; } = Read();

    private static string? Read()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() is { Length: > 0 } id ? id : null;
        }
        catch (Exception not) when (not is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
