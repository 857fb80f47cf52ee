using Pushy.Server.Admission;

namespace Pushy.Server.Gateway;

/// <summary>Reads a body whole, and never more of it than is allowed and there is room for.</summary>
internal static class RequestBody
{
    private const int FirstBuffer = 4 * 1024;

    /// <param name="request">Whose body.</param>
    /// <param name="most">Bytes, inclusive; a chunked body is given up on at the first byte too many.</param>
    /// <param name="beyond">Answers a body that is longer.</param>
    /// <param name="room">Taken for each buffer before it is made.</param>
    /// <param name="ct">Gives up.</param>
    public static async ValueTask<(ReadOnlyMemory<byte> Body, Refusal? Refused)> Read(HttpRequest request, int most, Refusal beyond, BodyRoom room, CancellationToken ct)
    {
        var reader = request.BodyReader;
        var longest = (int)Math.Min(request.ContentLength ?? most, most);
        var (body, length) = (Array.Empty<byte>(), 0);
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            var come = read.Buffer;
            if (length + come.Length > most)
                return (default, Left(beyond));

            var needed = length + (int)come.Length;
            if (needed > body.Length)
            {
                var size = Math.Max(needed, Math.Min(longest, Math.Max(FirstBuffer, 2 * body.Length)));
                if (room.Take(size - body.Length) is { } full)
                    return (default, Left(full));
                Array.Resize(ref body, size);
            }

            foreach (var segment in come)
            {
                segment.Span.CopyTo(body.AsSpan(length));
                length += segment.Length;
            }

            reader.AdvanceTo(come.End);
            if (read.IsCompleted)
                return (body.AsMemory(0, length), null);

            Refusal Left(Refusal why)
            {
                reader.AdvanceTo(come.End);
                return why;
            }
        }
    }
}
