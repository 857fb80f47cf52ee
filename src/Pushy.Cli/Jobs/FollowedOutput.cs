using System.Text;
using Pushy.Cli.Api;
using Pushy.Streams;

namespace Pushy.Cli.Jobs;

/// <summary>
/// Output as it is being printed, line by line; of several nodes each line with its node's name before it. Where a connection or a server is lost it goes on behind the last byte.
/// </summary>
internal sealed class FollowedOutput(PushyClient client, string job, Terminal terminal) : IDisposable
{
    /// <summary>Each takes a connection of its own.</summary>
    public const int MostNodes = 50;

    /// <summary>A line that does not end is shown in parts of so many characters.</summary>
    private const int LongestLine = 8192;

    private const int BufferBytes = 4096;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>While no server can be reached for so long it is given up: longer than a restart takes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _turn = new(1);

    /// <param name="nodes">At most <see cref="MostNodes"/>.</param>
    /// <param name="channels"><c>stdout</c>, <c>stderr</c> or both.</param>
    /// <exception cref="OutputLostException">Nobody reads it any more, or it cannot be written: then none is followed further.</exception>
    public async Task RunAsync(IReadOnlyList<string> nodes, IReadOnlyList<string> channels, CancellationToken ct)
    {
        var width = nodes.Max(node => node.Length);
        var left = terminal.WatchReader();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct, left);
        try
        {
            await Task.WhenAll(nodes.SelectMany(node => channels.Select(channel =>
                WhileReadAsync(node, channel, nodes.Count == 1 ? "" : $"{SafeText.Line(node).PadRight(width)} | ", end))));
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            throw new OutputLostException("nobody reads it", readerLeft: true);
        }
    }

    private async Task WhileReadAsync(string node, string channel, string prefix, CancellationTokenSource end)
    {
        try
        {
            await OneAsync(node, channel, prefix, end.Token);
        }
        catch (OutputLostException)
        {
            await end.CancelAsync();
            throw;
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task OneAsync(string node, string channel, string prefix, CancellationToken ct)
    {
        var lines = new Lines(this, channel == "stderr" ? terminal.Error : terminal.Output, prefix);
        var heard = terminal.Clock.GetTimestamp();
        var begun = false;
        while (true)
        {
            try
            {
                using var answer = await client.FollowOutputAsync(job, node, channel, lines.Bytes, ct);
                (begun, heard) = (true, terminal.Clock.GetTimestamp());
                await using var body = await answer.Content.ReadAsStreamAsync(ct);
                var buffer = new byte[BufferBytes];
                while (await body.ReadAsync(buffer, ct) is var count and > 0)
                {
                    await lines.AddAsync(buffer.AsMemory(0, count), ct);
                    heard = terminal.Clock.GetTimestamp();
                }

                break;
            }
            catch (RequestFailedException e) when (begun && e.Status is 404)
            {
                break;   // the node's part ended meanwhile, and not by itself: nothing more is kept
            }
            catch (Exception e) when (IsPassing(e, begun))
            {
                if (terminal.Clock.GetElapsedTime(heard) > Patience)
                    throw new RequestFailedException($"the output of {node} broke off and could not be had again: {e.Message}", e);
            }

            await Task.Delay(Pause, terminal.Clock, ct);
        }

        await lines.EndAsync(ct);
    }

    private static bool IsPassing(Exception e, bool begun) => e is IOException or HttpRequestException || (begun && e is RequestFailedException { Status: null or 429 or >= 500 });

    private async Task WriteAsync(TextWriter to, string line, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await to.WriteLineAsync(line.AsMemory(), ct);
            await to.FlushAsync(ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Bytes of one channel become lines, over as many connections as it takes.</summary>
    private sealed class Lines(FollowedOutput owner, TextWriter to, string prefix)
    {
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
        private readonly StringBuilder _line = new();
        private readonly char[] _characters = new char[BufferBytes + 1];   // what waited from before may become one more

        public long Bytes { get; private set; }

        public async Task AddAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
        {
            Bytes += bytes.Length;
            var count = _decoder.GetChars(bytes.Span, _characters, flush: false);
            for (var i = 0; i < count; i++)
            {
                if (_characters[i] != '\n')
                    _line.Append(_characters[i]);
                if (_characters[i] == '\n' || _line.Length >= LongestLine)
                    await FlushAsync(ct);
            }
        }

        public async Task EndAsync(CancellationToken ct)
        {
            if (_line.Length > 0)
                await FlushAsync(ct);
        }

        private async Task FlushAsync(CancellationToken ct)
        {
            var line = prefix + SafeText.Line(_line.ToString().TrimEnd('\r'));
            _line.Clear();
            await owner.WriteAsync(to, line, ct);
        }
    }
}
