using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace Pushy.Actors.Remoting;

/// <summary>Writes the fields of a message between hosts, one after the other, without names. <see cref="WireReader"/> reads them in the same order.</summary>
internal sealed class WireWriter
{
    private const int Kept = 1 << 20;   // bytes; a larger buffer is not kept for the next message

    [ThreadStatic]
    private static WireWriter? _mine;

    private ArrayBufferWriter<byte> _bytes = new(1024);

    /// <summary>An empty writer, of this thread: for one message, and not for another within it.</summary>
    public static WireWriter Start()
    {
        var writer = _mine ??= new WireWriter();
        if (writer._bytes.Capacity > Kept)
            writer._bytes = new ArrayBufferWriter<byte>(1024);
        writer._bytes.ResetWrittenCount();
        return writer;
    }

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>A whole number; small ones, of either sign, take one byte.</summary>
    public void Number(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        var span = _bytes.GetSpan(10);
        var at = 0;
        for (; rest >= 0x80; rest >>= 7)
            span[at++] = (byte)(rest | 0x80);
        span[at++] = (byte)rest;
        _bytes.Advance(at);
    }

    public void MaybeNumber(int? value)
    {
        Flag(value is not null);
        Number(value ?? 0);
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Number(-1);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Number(length);
        _bytes.Advance(Encoding.UTF8.GetBytes(value, _bytes.GetSpan(length)));
    }

    public void Texts(IReadOnlyCollection<string> values)
    {
        Number(values.Count);
        foreach (var value in values)
            Text(value);
    }

    public void Bytes(byte[]? value)
    {
        Number(value?.Length ?? -1);
        _bytes.Write(value);
    }

    /// <summary>With its offset from UTC, in whole minutes.</summary>
    public void Time(DateTimeOffset value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(sizeof(long)), value.UtcTicks);
        _bytes.Advance(sizeof(long));
        Number(value.TotalOffsetMinutes);
    }

    public void Time(DateTimeOffset? value)
    {
        Flag(value is not null);
        if (value is { } time)
            Time(time);
    }

    /// <summary>With the address of this host, so that any other finds it.</summary>
    public void Actor(IActorRef actor) => Text(actor.IsNobody() ? "" : Serialization.SerializedActorPath(actor));

    /// <summary>A record within the message, which may grow fields of its own: <c>var at = writer.Begin(); … writer.End(at);</c>.</summary>
    public int Begin()
    {
        var at = _bytes.WrittenCount;
        _bytes.GetSpan(sizeof(int));
        _bytes.Advance(sizeof(int));
        return at;
    }

    public void End(int at)
    {
        var written = System.Runtime.InteropServices.MemoryMarshal.AsMemory(_bytes.WrittenMemory).Span;
        BinaryPrimitives.WriteInt32LittleEndian(written[at..], _bytes.WrittenCount - at - sizeof(int));
    }
}
