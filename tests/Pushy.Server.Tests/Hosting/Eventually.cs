namespace Pushy.Server.Tests.Hosting;

/// <summary>Looks again and again, for what happens a moment after an answer.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);   // the machine may be busy with other tests

    public static async Task<T> See<T>(Func<Task<T>> look, Func<T, bool> suffices)
    {
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var seen = await look();
            if (suffices(seen))
                return seen;
            if (patience.IsCancellationRequested)
                Assert.Fail($"it stays at: {seen}");
            await pulse.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
