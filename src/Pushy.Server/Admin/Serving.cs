using System.Data.Common;
using Pushy.Server.Storage;

namespace Pushy.Server.Admin;

/// <summary>Serving again and again: a host that its cluster put out begins anew, and does not give up because its database is away as well.</summary>
internal static class Serving
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <param name="serve">Serves once, where it is told to listen or, with null, where the settings say. It gives where it listened if it was put out, null if it was told to stop.</param>
    /// <param name="error">For people.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="Exception">The first start failed.</exception>
    public static async Task Run(Func<IReadOnlyList<string>?, Task<IReadOnlyList<string>?>> serve, TextWriter error, TimeProvider time, CancellationToken ct)
    {
        var urls = await serve(null);
        while (urls is not null)
        {
            try
            {
                urls = await serve(urls);
            }
            catch (Exception e) when (e is IOException or DbException || StorageFaults.IsUnavailable(e))
            {
                await error.WriteLineAsync($"this host cannot start anew yet, it tries again: {e.Message}");
                await Task.Delay(Pause, time, ct);
            }
        }
    }
}
