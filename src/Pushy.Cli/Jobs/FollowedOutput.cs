using System.Text;
using Pushy.Cli.Api;

namespace Pushy.Cli.Jobs;

/// <summary>Output as it is being printed, line by line; of several nodes each line with its node's name before it.</summary>
internal sealed class FollowedOutput(PushyClient client, string job, Terminal terminal) : IDisposable
{
    /// <summary>Each takes a connection of its own.</summary>
    public const int MostNodes = 50;

    /// <summary>A line that does not end is shown in parts of so many characters.</summary>
    private const int LongestLine = 8192;

    private readonly SemaphoreSlim _turn = new(1);

    /// <param name="nodes">At most <see cref="MostNodes"/>.</param>
    /// <param name="channels"><c>stdout</c>, <c>stderr</c> or both.</param>
    public Task RunAsync(IReadOnlyList<string> nodes, IReadOnlyList<string> channels, CancellationToken ct)
    {
        var width = nodes.Max(node => node.Length);
        return Task.WhenAll(nodes.SelectMany(node => channels.Select(channel =>
            OneAsync(node, channel, nodes.Count == 1 ? "" : $"{SafeText.Line(node).PadRight(width)} | ", ct))));
    }

    public void Dispose() => _turn.Dispose();

    private async Task OneAsync(string node, string channel, string prefix, CancellationToken ct)
    {
        try
        {
            using var answer = await client.FollowOutputAsync(job, node, channel, ct);
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(ct), Encoding.UTF8);
            var to = channel == "stderr" ? terminal.Error : terminal.Output;
            var line = new StringBuilder();
            var buffer = new char[4096];
            while (await reader.ReadAsync(buffer, ct) is var count and > 0)
            {
                foreach (var c in buffer.AsSpan(0, count).ToArray())
                {
                    if (c != '\n')
                        line.Append(c);
                    if (c == '\n' || line.Length >= LongestLine)
                        await WriteAsync(to, prefix, line, ct);
                }
            }

            if (line.Length > 0)
                await WriteAsync(to, prefix, line, ct);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new RequestFailedException($"the output of {node} broke off: {e.Message}", e);
        }
    }

    private async Task WriteAsync(TextWriter to, string prefix, StringBuilder line, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await to.WriteLineAsync((prefix + SafeText.Line(line.ToString().TrimEnd('\r'))).AsMemory(), ct);
            await to.FlushAsync(ct);
        }
        finally
        {
            _turn.Release();
        }

        line.Clear();
    }
}
