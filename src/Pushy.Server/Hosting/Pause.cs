namespace Pushy.Server.Hosting;

/// <summary>Waits of loops that end with the server.</summary>
internal static class Pause
{
    /// <returns>False: the server ends, and the wait ended with it.</returns>
    public static async Task<bool> For(TimeSpan length, TimeProvider time, CancellationToken ct)
    {
        await Task.Delay(length, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !ct.IsCancellationRequested;
    }
}
