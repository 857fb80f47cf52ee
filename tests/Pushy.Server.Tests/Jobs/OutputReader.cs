using System.Text;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Jobs;

/// <summary>An answer of output, read as it comes.</summary>
public sealed class OutputReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly HttpResponseMessage _answer;
    private readonly Stream _body;

    private OutputReader(HttpResponseMessage answer, Stream body) => (_answer, _body) = (answer, body);

    public HttpResponseMessage Answer => _answer;

    public static async Task<OutputReader> Open(SignedClient client, string path)
    {
        ArgumentNullException.ThrowIfNull(client);
        var answer = await client.Open(path);
        return new OutputReader(answer, await answer.Content.ReadAsStreamAsync());
    }

    /// <summary>The next bytes, which must be this text.</summary>
    public async Task See(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        await _body.ReadExactlyAsync(bytes, _patience.Token);
        Assert.Equal(text, Encoding.UTF8.GetString(bytes));
    }

    /// <summary>All that is left.</summary>
    public async Task<byte[]> Rest()
    {
        using var rest = new MemoryStream();
        await _body.CopyToAsync(rest, _patience.Token);
        return rest.ToArray();
    }

    public async Task SeeEnd() => Assert.Equal("", Encoding.UTF8.GetString(await Rest()));

    public void Dispose()
    {
        _body.Dispose();
        _answer.Dispose();
        _patience.Dispose();
    }
}
