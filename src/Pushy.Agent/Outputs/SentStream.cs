using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Outputs;

namespace Pushy.Agent.Outputs;

/// <summary>One stream on its way to a server: when what of it is sent. Small pieces are gathered, and what gets no receipt goes out again, ever more rarely.</summary>
internal sealed class SentStream(JobId job, OutputStream stream)
{
    /// <summary>As base64 in JSON it stays well below 64 KiB, which any server takes.</summary>
    public const int MaxPiece = 32 * 1024;

    /// <summary>Small pieces of a stream that go out quickly; a command that prints little but for hours then makes one a second.</summary>
    public const int QuickPieces = 50;

    public static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100), GatherLater = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan FirstRepeat = TimeSpan.FromSeconds(1), LastRepeat = TimeSpan.FromSeconds(30);

    private OutputCursor _cursor;
    private TimeSpan _sentAt = -LastRepeat;
    private TimeSpan _repeat = FirstRepeat;
    private int _small;

    public JobId Job => job;

    public OutputStream Stream => stream;

    /// <summary>Bytes of the whole stream once the command has ended; null before.</summary>
    public long? End { get; set; }

    public bool IsWaiting => _cursor.IsWaiting;

    /// <summary>Whether there is something left to do: now, or when the command prints more.</summary>
    public bool IsBusy => End is not { } end || _cursor.Stored < end;

    /// <summary>A new link: nothing is under way on it.</summary>
    public void Relink() => (_cursor, _repeat) = (_cursor.Repeat(), FirstRepeat);

    public void Hear(long stored)
    {
        if (stored > _cursor.Stored)
            _repeat = FirstRepeat;
        _cursor = _cursor.Hear(stored);
    }

    /// <summary>What to send now: a count of bytes from an offset on; null for nothing.</summary>
    /// <param name="length">Bytes of the stream so far.</param>
    /// <param name="now">By a clock that nobody sets; 0 or more.</param>
    public (long Offset, int Count)? Next(long length, TimeSpan now)
    {
        if (IsWaiting && now - _sentAt >= _repeat)
            (_cursor, _repeat) = (_cursor.Repeat(), _repeat * 2 < LastRepeat ? _repeat * 2 : LastRepeat);
        var count = _cursor.Next(length, MaxPiece);
        var isSmall = count < MaxPiece && End is null;
        if (count == 0 || (isSmall && now - _sentAt < (_small < QuickPieces ? Gather : GatherLater)))
            return null;
        if (isSmall)
            _small++;
        _cursor = _cursor.Send(count);
        _sentAt = now;
        return (_cursor.Stored, count);
    }
}
