using System.Buffers;

namespace Pushy.Server.Gateway;

/// <summary>Reads a body whole, and never more of it than is allowed.</summary>
internal static class RequestBody
{
    private const int FirstBuffer = 16 * 1024;

    /// <summary>Null when it is longer than allowed; a chunked body is given up on at the first byte too many.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> Read(HttpRequest request, int maxBytes, CancellationToken ct)
    {
        if (request.ContentLength is { } length)
        {
            if (length > maxBytes)
                return null;
            if (length == 0)
                return ReadOnlyMemory<byte>.Empty;
        }

        ArrayBufferWriter<byte>? body = null;   // made when a first byte comes: an agent's link has none, and lasts for weeks
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(ct);
            var buffer = read.Buffer;
            if ((body?.WrittenCount ?? 0) + buffer.Length > maxBytes)
            {
                request.BodyReader.AdvanceTo(buffer.End);
                return null;
            }

            if (!buffer.IsEmpty)
                body ??= new ArrayBufferWriter<byte>((int)Math.Min(request.ContentLength ?? FirstBuffer, FirstBuffer));
            foreach (var segment in buffer)
                body!.Write(segment.Span);
            request.BodyReader.AdvanceTo(buffer.End);
            if (read.IsCompleted)
                return body?.WrittenMemory ?? ReadOnlyMemory<byte>.Empty;
        }
    }
}
