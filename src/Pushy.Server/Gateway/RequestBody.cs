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

        var body = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? FirstBuffer));
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(ct);
            var buffer = read.Buffer;
            if (body.WrittenCount + buffer.Length > maxBytes)
            {
                request.BodyReader.AdvanceTo(buffer.End);
                return null;
            }

            foreach (var segment in buffer)
                body.Write(segment.Span);
            request.BodyReader.AdvanceTo(buffer.End);
            if (read.IsCompleted)
                return body.WrittenMemory;
        }
    }
}
