using Pushy.Actors.ReadModel;
using Pushy.Server.Gateway;

namespace Pushy.Server.Jobs;

/// <summary>
/// An answer that goes on until a node's part in its job has ended. It reads what is stored, when it can send it: a client that reads slowly
/// costs nobody else anything. Holds one batch of parts at most.
/// </summary>
internal sealed class OutputFollowing(RequestContext context, OutputSource source, OutputStart start, OutputNews.Follower follower, TimeProvider time, CancellationToken stopping)
{
    /// <summary>Longest wait between two looks. Only on the job's host is there news of each piece.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>When the output is whole, its node's end is about to be in the journal.</summary>
    private static readonly TimeSpan LookForEnd = TimeSpan.FromMilliseconds(50);

    private readonly HttpResponse _response = context.Http.Response;
    private long _sent;

    /// <param name="lives">Whether the node's part in the job goes on.</param>
    public async Task Run(Func<Task<bool>> lives)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.Aborted, stopping);
        try
        {
            await Begin(end.Token);
            await Follow(lives, end.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            context.Http.Abort();   // the client must not take what came for the whole
        }
    }

    private async Task Begin(CancellationToken cancel)
    {
        _response.ContentType = Answer.OctetType;
        _response.Headers.CacheControl = "no-store";
        _response.Headers["X-Accel-Buffering"] = "no";
        await _response.StartAsync(cancel);
        await _response.Body.FlushAsync(cancel);
    }

    private async Task Follow(Func<Task<bool>> lives, CancellationToken cancel)
    {
        var asked = time.GetTimestamp();
        _sent = await start.Locate(source, cancel);
        while (true)
        {
            await SendAll(cancel);
            var isWhole = await source.Find(cancel) is { IsWhole: true };
            await follower.Next(isWhole ? LookForEnd : Look, time, cancel);
            if (!isWhole && time.GetElapsedTime(asked) < Look)
                continue;   // news may be many, and the job need not be asked at each
            if (!await lives())
                break;
            asked = time.GetTimestamp();
        }

        await SendAll(cancel);
        if (await source.Find(cancel) is { } stored)
            await _response.Body.WriteAsync(start.Cut(OutputAnswer.Mark(stored)), cancel);
    }

    private async Task SendAll(CancellationToken cancel)
    {
        while (await source.Read(_sent, cancel) is { Count: > 0 } parts)
            _sent += await OutputAnswer.Send(_response, parts, start, cancel);
    }
}
