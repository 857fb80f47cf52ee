using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Pushy.Server.Gateway;

namespace Pushy.Server.Pages.Nodes;

/// <summary>JSON for the page's script, compressed where the browser takes that: names of nodes are much alike.</summary>
internal static class PackedJson
{
    public static async ValueTask<Answer> Write(RequestContext context, JsonObject document)
    {
        var bytes = Encoding.UTF8.GetBytes(document.ToJsonString());
        if (!context.Http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal))
            return Answer.OfJson(bytes);

        using var memory = new MemoryStream();
        await using (var brotli = new BrotliStream(memory, CompressionLevel.Fastest, leaveOpen: true))
            await brotli.WriteAsync(bytes, context.Aborted);
        context.Http.Response.Headers.ContentEncoding = "br";
        return Answer.OfJson(memory.ToArray());
    }
}
