using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Pushy.Actors.Feeds;
using Pushy.Contracts.Feeds;
using Pushy.Server.Configuration;
using Pushy.Server.Gateway;
using Pushy.Server.Metrics;

namespace Pushy.Server.Feeds;

/// <summary>Sends a feed to one reader, as fast as it takes it.</summary>
internal sealed class FeedStream(FeedOptions options, ServerMetrics metrics, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>Most that is written at once. What waits for a slow reader is this and Kestrel's buffer for the connection, 64 KiB.</summary>
    private const int PieceBytes = 16 * 1024;

    /// <summary>Sends the status and the headers, so that the reader knows that it is heard, however long the first event takes.</summary>
    public static async Task Begin(RequestContext context)
    {
        HttpMetrics.IsLongLived(context);
        var http = context.Http;
        var response = http.Response;
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;   // the stall timeout says how slow a reader may be
        response.ContentType = FeedWriter.MediaType;
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        await response.StartAsync(http.RequestAborted);
        await response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    /// <summary>Sends until the feed ends, the reader goes, or the server stops.</summary>
    /// <param name="view">What the reader sees of it; null: everything.</param>
    public async Task Send(HttpContext http, FeedReader reader, ReaderKind kind, FeedView? view = null)
    {
        using var counted = metrics.Reads(kind);
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        using var stopping = lifetime.ApplicationStopping.UnsafeRegister(one => ((FeedReader)one!).Wake(), reader);
        await using var alarm = time.CreateTimer(one => ((FeedReader)one!).Wake(), reader, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var lastLine = time.GetTimestamp();
        while (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            var (found, text) = view is null ? (reader.Read(PieceBytes, out var all), all) : await view.Read(reader, PieceBytes);
            if (found is FeedRead.Ended)
                return;
            if (found is FeedRead.Lost)
            {
                http.Abort();
                return;
            }

            var left = options.KeepAlive - time.GetElapsedTime(lastLine);
            if (found is FeedRead.Nothing && left > TimeSpan.Zero)
            {
                alarm.Change(left, Timeout.InfiniteTimeSpan);
                await reader.Wait(http.RequestAborted);
                continue;
            }

            if (!await TrySend(http, found is FeedRead.Text ? text : FeedWriter.KeepAlive, stall, options.StallTimeout))
            {
                http.Abort();
                return;
            }

            lastLine = time.GetTimestamp();
        }
    }

    /// <summary>False if the reader does not take it, or has gone.</summary>
    /// <param name="stall">Cancelled with the request, and when <paramref name="patience"/> is over; of one reader, for all that it gets.</param>
    public static async ValueTask<bool> TrySend(HttpContext http, ReadOnlyMemory<byte> text, CancellationTokenSource stall, TimeSpan patience)
    {
        stall.CancelAfter(patience);
        try
        {
            await http.Response.BodyWriter.WriteAsync(text, stall.Token);
            stall.CancelAfter(Timeout.InfiniteTimeSpan);
            return !stall.IsCancellationRequested;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
