using System.Buffers;

namespace Pushy.Agent.Supervision;

/// <summary>Collects a stream in bounded memory: its first and its last bytes, half the limit each.</summary>
/// <param name="limit">Bytes kept.</param>
internal sealed class BoundedOutput(int limit)
{
    private readonly int _half = Math.Max(limit / 2, 1);
    private readonly ArrayBufferWriter<byte> _head = new();
    private byte[] _ring = [];
    private long _total;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var first = Math.Min(bytes.Length, _half - _head.WrittenCount);
        _head.Write(bytes[..first]);
        _total += first;
        bytes = bytes[first..];
        if (bytes.IsEmpty)
            return;
        if (_ring.Length == 0)
            _ring = new byte[_half];
        if (bytes.Length > _half)
        {
            _total += bytes.Length - _half;
            bytes = bytes[^_half..];
        }
        var at = (int)((_total - _half) % _half);
        var fits = Math.Min(bytes.Length, _half - at);
        bytes[..fits].CopyTo(_ring.AsSpan(at));
        bytes[fits..].CopyTo(_ring);
        _total += bytes.Length;
    }

    /// <summary>The text, with a marker line where bytes were left out.</summary>
    /// <param name="budget">Longest it may be as JSON, in bytes.</param>
    public (string Text, bool Truncated) Read(int budget)
    {
        var tailLength = (int)Math.Min(_total - _head.WrittenCount, _half);
        var tail = new byte[tailLength];
        var start = _total - _half > _half ? (int)((_total - _half) % _half) : 0;
        for (var i = 0; i < tailLength; i++)
            tail[i] = _ring[(start + i) % _half];
        return OutputText.Fit(_head.WrittenSpan, tail, _total - _head.WrittenCount - tailLength, budget);
    }
}
