namespace Pushy.Domain.Outputs;

/// <summary>What a server does with a piece of a stream: takes what is new to it and within its limit, in order, whatever comes twice or out of turn.</summary>
/// <param name="Skip">Bytes at the beginning of the piece that are there already.</param>
/// <param name="Take">Bytes after those that are to be stored.</param>
/// <param name="Reached">How far the stream has been taken, in the agent's count: for the receipt. Beyond the limit, bytes are taken and dropped.</param>
public readonly record struct OutputTail(int Skip, int Take, long Reached)
{
    /// <summary>Judges a piece.</summary>
    /// <param name="stored">Bytes stored so far; at most <paramref name="limit"/>.</param>
    /// <param name="offset">Where the piece begins, 0 or more.</param>
    /// <param name="count">Its length.</param>
    /// <param name="limit">Most bytes that are stored of a stream.</param>
    public static OutputTail Of(long stored, long offset, int count, long limit)
    {
        if (stored >= limit)
            return new(count, 0, Math.Max(stored, offset + count));
        if (offset > stored || offset + count <= stored)
            return new(count, 0, stored);

        var skip = (int)(stored - offset);
        return new(skip, (int)Math.Min(count - skip, limit - stored), offset + count);
    }
}
