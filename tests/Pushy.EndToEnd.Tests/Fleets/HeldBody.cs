using System.Net;

namespace Pushy.EndToEnd.Tests.Fleets;

/// <summary>A request's body that comes in two halves: the server has begun with the request, and cannot end it before we let go.</summary>
internal sealed class HeldBody(byte[] body) : HttpContent
{
    private readonly TaskCompletionSource _underWay = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _rest = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the server asked for the body and half of it is sent.</summary>
    public Task UnderWay => _underWay.Task;

    public void LetGo() => _rest.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var half = body.Length / 2;
        await stream.WriteAsync(body.AsMemory(0, half));
        await stream.FlushAsync();
        _underWay.TrySetResult();
        await _rest.Task;
        await stream.WriteAsync(body.AsMemory(half));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
