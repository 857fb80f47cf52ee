using System.Buffers;
using Pushy.Contracts.Agents;

namespace Pushy.Server.Links;

/// <summary>The bytes of one frame while it comes: grows as they do, and what it holds beyond <see cref="Free"/> comes out of the budget.</summary>
internal sealed class FrameBuffer(FrameBudget budget) : IDisposable
{
    /// <summary>Held without asking: enough for any frame of the handshake.</summary>
    public const int Free = 2 * First;

    private const int First = 4096;

    /// <summary>Longer ones are rare, and not worth to be kept for others.</summary>
    private const int LongestPooled = 64 * 1024;

    private byte[] _bytes = [];
    private int _counted;

    static FrameBuffer() => ArgumentOutOfRangeException.ThrowIfLessThan(Free, LinkHandshake.MaxFrameBytes + 1);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Room for the next bytes, of which there is some.</summary>
    /// <param name="limit">Longest frame. One byte more is taken in, to see that it is too long.</param>
    /// <param name="givenUp">Ends the wait for room.</param>
    /// <returns>Empty when given up.</returns>
    public async ValueTask<Memory<byte>> Room(int limit, Task givenUp)
    {
        if (Length == _bytes.Length && !await Grow(Math.Min(Math.Max(First, 2 * Length), limit + 1), givenUp))
            return default;
        return _bytes.AsMemory(Length);
    }

    public void Advance(int count) => Length += count;

    public void Dispose()
    {
        Return(_bytes);
        _bytes = [];
        if (_counted > 0)
            budget.Give(_counted);
    }

    private async ValueTask<bool> Grow(int size, Task givenUp)
    {
        var wanted = size > Free ? size - _counted : 0;
        if (wanted > 0 && !await budget.Take(wanted, size, givenUp))
            return false;
        _counted += wanted;
        var larger = size > LongestPooled ? GC.AllocateUninitializedArray<byte>(size) : ArrayPool<byte>.Shared.Rent(size);
        Written.CopyTo(larger);
        Return(_bytes);
        _bytes = larger;
        return true;
    }

    private static void Return(byte[] bytes)
    {
        if (bytes.Length is > 0 and <= LongestPooled)
            ArrayPool<byte>.Shared.Return(bytes);
    }
}
