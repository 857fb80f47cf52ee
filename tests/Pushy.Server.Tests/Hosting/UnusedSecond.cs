namespace Pushy.Server.Tests.Hosting;

/// <summary>Timestamps for signatures of versions that have no nonce: each second is given once, and all of them are within what a server allows.</summary>
internal static class UnusedSecond
{
    private const int Allowed = 850;   // the server's 900, less what a test may last between two requests

    private static long _last = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - Allowed;

    public static DateTimeOffset Next()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        while (true)
        {
            var last = Interlocked.Read(ref _last);
            var next = Math.Max(last + 1, now - Allowed);
            if (next > now + Allowed)
                throw new InvalidOperationException("all seconds that a server takes are used");
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
                return DateTimeOffset.FromUnixTimeSeconds(next);
        }
    }
}
