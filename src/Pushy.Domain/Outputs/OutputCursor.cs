namespace Pushy.Domain.Outputs;

/// <summary>
/// Where an agent stands in sending one stream. One piece is under way at a time; what the server has decides what comes next, so a piece that
/// got lost or came twice does no harm.
/// </summary>
/// <param name="Stored">Bytes that the server has, as far as the agent knows.</param>
/// <param name="Sent">Bytes that were sent; never less than <paramref name="Stored"/>.</param>
public readonly record struct OutputCursor(long Stored, long Sent)
{
    /// <summary>Whether a piece waits for its receipt.</summary>
    public bool IsWaiting => Sent > Stored;

    /// <summary>How many bytes to send from <see cref="Stored"/> on; 0 for none now.</summary>
    /// <param name="length">Bytes of the stream so far.</param>
    /// <param name="most">Longest piece.</param>
    public int Next(long length, int most) => IsWaiting ? 0 : (int)Math.Clamp(length - Stored, 0, most);

    /// <summary>So many bytes from <see cref="Stored"/> on are on their way.</summary>
    public OutputCursor Send(int count) => this with { Sent = Stored + count };

    /// <summary>The server says how much it has. A receipt that comes twice must not make the next piece go out twice, and so on for ever.</summary>
    public OutputCursor Hear(long stored) => stored == Stored ? this : new(stored, stored);

    /// <summary>What is under way may be lost.</summary>
    public OutputCursor Repeat() => new(Stored, Stored);
}
