using System.Globalization;
using System.Text;
using Pushy.Actors.ReadModel;
using Pushy.Server.Gateway;

namespace Pushy.Server.Jobs;

/// <summary>A stream that is whole, as an answer of known length, read and sent a piece at a time.</summary>
internal static class OutputAnswer
{
    public const string TruncatedHeader = "X-Pushy-Truncated";

    public static async Task Write(RequestContext context, OutputSource source, StoredOutput stored, OutputStart start)
    {
        var response = context.Http.Response;
        var mark = Mark(stored);
        response.ContentType = Answer.OctetType;
        response.ContentLength = Math.Max(0, stored.Length + mark.Length - start.Offset);
        response.Headers.CacheControl = "no-store";
        if (stored.Truncated)
            response.Headers[TruncatedHeader] = "true";

        for (var at = await start.Locate(source, context.Aborted); at < stored.Length;)
        {
            var parts = await source.Read(at, context.Aborted);
            if (parts.Count == 0)
                throw new InvalidDataException($"output of job {source.Job} on {source.Node} ends after {at} of {stored.Length} bytes");
            at += await Send(response, parts, start, context.Aborted);
        }

        await response.Body.WriteAsync(start.Cut(mark), context.Aborted);
    }

    /// <summary>Gives the number of bytes read and sent, or left out because the client has them. Waits as long as the client does not read.</summary>
    public static async Task<long> Send(HttpResponse response, IReadOnlyList<byte[]> parts, OutputStart start, CancellationToken cancel)
    {
        var sent = 0L;
        foreach (var part in parts)
        {
            await response.Body.WriteAsync(start.Cut(part), cancel);
            sent += part.Length;
        }

        await response.Body.FlushAsync(cancel);
        return sent;
    }

    /// <summary>The line that says that something is missing after what is there; empty if nothing is.</summary>
    public static byte[] Mark(StoredOutput stored) => stored.Dropped == 0 ? [] : Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"\n[pushy: output cut off after {stored.Length} bytes; {stored.Dropped} more were dropped]\n"));
}
