using System.IO.Pipelines;

namespace Pushy.Server.Admission;

/// <summary>
/// Bodies of refused requests that are still coming. Some are read and thrown away for a moment, for a client that is cut off while it sends may not see its answer; when there are many at
/// once somebody attacks, and those on top are cut off.
/// </summary>
public sealed class Leftovers(TimeProvider clock)
{
    private const int Most = 128;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private int _now;

    /// <summary>To be called once the answer is written. The connection ends with it.</summary>
    public async Task Discard(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);

        await http.Response.CompleteAsync();
        try
        {
            if (Interlocked.Increment(ref _now) > Most || !await IsReadToItsEnd(http))
                http.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _now);
        }
    }

    private async Task<bool> IsReadToItsEnd(HttpContext http)
    {
        using var deadline = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, http.RequestAborted);
        try
        {
            ReadResult read;
            do
            {
                read = await http.Request.BodyReader.ReadAsync(either.Token);
                http.Request.BodyReader.AdvanceTo(read.Buffer.End);
            }
            while (!read.IsCompleted);
            return true;
        }
        catch (BadHttpRequestException)
        {
            return true;   // Kestrel ends it
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return false;
        }
    }
}
