namespace Pushy.EndToEnd.Tests.Fleets;

/// <summary>Waits for what can be observed, never for time to pass.</summary>
internal static class Until
{
    /// <summary>Long, for the machines that run this are busy; a test that passes never waits for it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks again and again until there is something. A server that does not answer is nothing yet.</summary>
    /// <param name="what">What is waited for, for the message of a test that waits in vain.</param>
    /// <param name="look">Gives null as long as there is nothing.</param>
    public static async Task<T> GotAsync<T>(string what, Func<Task<T?>> look)
        where T : class
    {
        using var limit = new CancellationTokenSource(Patience);
        Exception? last = null;
        while (true)
        {
            try
            {
                if (await look() is { } found)
                    return found;
                last = null;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or UnexpectedAnswerException)
            {
                last = e;
            }

            try
            {
                await Task.Delay(Pause, limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"Waited {Patience.TotalSeconds:0} s in vain: {what}{(last is null ? "" : $" (at last: {last.Message})")}");
            }
        }
    }

    public static Task TrueAsync(string what, Func<Task<bool>> look) => GotAsync(what, async () => await look() ? "" : null);

    public static Task TrueAsync(string what, Func<bool> look) => TrueAsync(what, () => Task.FromResult(look()));
}
