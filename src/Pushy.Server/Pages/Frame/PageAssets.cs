using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Pushy.Server.Gateway;

namespace Pushy.Server.Pages.Frame;

/// <summary>Style, script and icon: in the program, each at an address with its hash in it, so that browsers keep them for good.</summary>
public sealed class PageAssets
{
    /// <summary>A name that no organization can have stands where theirs do.</summary>
    private const string Pattern = "/ui/-/{hash}/{file}";

    private const string Forever = "public, max-age=31536000, immutable";
    private const int HashLetters = 16;

    private readonly Dictionary<string, Asset> _assets = new(StringComparer.Ordinal);

    public PageAssets()
    {
        var (style, script, icon) = (Add("pushy.css", "text/css; charset=utf-8", "nodes.css"), Add("pushy.js", "text/javascript; charset=utf-8", "nodes.js"), Add("icon.svg", "image/svg+xml"));
        Urls = new AssetUrls(style, script, icon);
    }

    public AssetUrls Urls { get; }

    internal void Map(RouteTable routes) => routes.Map(new Route("GET", Pattern, null, Permission.Public, Serve) { IsPage = true });

    private async ValueTask<Answer> Serve(RequestContext context)
    {
        if (!_assets.TryGetValue(context.Values["file"], out var asset) || asset.Hash != context.Values["hash"])
            return Refusal.NotFound;
        var (request, response, tag) = (context.Http.Request, context.Http.Response, $"\"{asset.Hash}\"");
        response.Headers.CacheControl = Forever;
        response.Headers.ETag = tag;
        response.Headers.Vary = "Accept-Encoding";
        if (request.Headers.IfNoneMatch.ToString() == tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return new Answer.Written();
        }

        var small = request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        var bytes = small ? asset.Brotli : asset.Bytes;
        if (small)
            response.Headers.ContentEncoding = "br";
        response.ContentType = asset.Type;
        response.ContentLength = bytes.Length;
        await response.BodyWriter.WriteAsync(bytes, context.Aborted);
        return new Answer.Written();
    }

    /// <param name="more">Files that are sent together with it.</param>
    private string Add(string file, string type, params string[] more)
    {
        using var memory = new MemoryStream();
        foreach (var part in (string[])[file, .. more])
        {
            using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Pages/{part}")
                ?? throw new InvalidOperationException($"{part} is not in the program");
            stream.CopyTo(memory);
        }

        var bytes = memory.ToArray();
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes))[..HashLetters];
        _assets.Add(file, new Asset(type, hash, bytes, Compress(bytes)));
        return $"/ui/-/{hash}/{file}";
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var brotli = new BrotliStream(memory, CompressionLevel.Optimal))
            brotli.Write(bytes);
        return memory.ToArray();
    }

    private sealed record Asset(string Type, string Hash, byte[] Bytes, byte[] Brotli);
}
