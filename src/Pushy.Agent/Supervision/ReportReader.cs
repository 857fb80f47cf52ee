using System.Buffers;
using System.Text.Json;

namespace Pushy.Agent.Supervision;

/// <summary>Reads a supervisor's lines as bytes: one of them may have megabytes, and text of that size would pass through pools that keep its room.</summary>
internal sealed class ReportReader(Stream stream)
{
    private const int Chunk = 4096;

    private ArrayBufferWriter<byte> _buffer = new(Chunk);

    /// <summary>The next report; null when the supervisor is gone.</summary>
    public async Task<SupervisorReport?> ReadAsync()
    {
        var searched = 0;
        while (true)
        {
            var end = _buffer.WrittenSpan[searched..].IndexOf((byte)'\n');
            if (end >= 0)
                return Take(searched + end);
            searched = _buffer.WrittenCount;
            var count = await stream.ReadAsync(_buffer.GetMemory(Chunk));
            if (count == 0)
                return null;
            _buffer.Advance(count);
        }
    }

    private SupervisorReport Take(int length)
    {
        var report = JsonSerializer.Deserialize(_buffer.WrittenSpan[..length], SupervisorContext.Default.SupervisorReport)!;
        var rest = _buffer.WrittenSpan[(length + 1)..];
        var next = new ArrayBufferWriter<byte>(Math.Max(Chunk, rest.Length));
        next.Write(rest);
        _buffer = next;
        return report;
    }
}
