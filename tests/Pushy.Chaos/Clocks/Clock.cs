using System.Buffers.Binary;

namespace Pushy.Chaos.Clocks;

/// <summary>The wall clock of one process, which can be moved while it runs. Its monotonic clock, and everybody else's clocks, stay as they are.</summary>
/// <param name="shim">See <see cref="ClockShim"/>; null where it could not be compiled, and the clock cannot be moved.</param>
internal sealed class Clock(string file, string? shim)
{
    /// <summary>An answer may be so long under way, in seconds.</summary>
    private const double Lately = 6;

    private double _wrongUntil = double.NegativeInfinity;

    /// <summary>What a process needs in its environment so that this is its clock.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; } =
        shim is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["LD_PRELOAD"] = shim, [ClockShim.FileVariable] = file };

    public bool WasWrongLately => Uptime.Now < Volatile.Read(ref _wrongUntil) + Lately;

    /// <summary>As one write: who reads sees the old time or the new one.</summary>
    public void Set(TimeSpan wrongBy)
    {
        if (shim is null)
            return;
        Span<byte> seconds = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(seconds, (long)wrongBy.TotalSeconds);
        using var handle = File.OpenHandle(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(handle, seconds, 0);
        if (wrongBy != TimeSpan.Zero)
            Volatile.Write(ref _wrongUntil, double.PositiveInfinity);
        else if (double.IsPositiveInfinity(Volatile.Read(ref _wrongUntil)))
            Volatile.Write(ref _wrongUntil, Uptime.Now);
    }
}
