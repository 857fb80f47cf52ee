using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Akka.Actor;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.Remoting;

/// <summary>
/// Reads what <see cref="WireWriter"/> wrote. Fields are only ever added, at the end of a message or of a record within it: what a newer host has
/// added is skipped here. Throws <see cref="InvalidDataException"/> for what is damaged, before anything as large as the damage says is allocated.
/// </summary>
internal sealed class WireReader(byte[] bytes, ExtendedActorSystem system)
{
    private int _at;
    private int _end = bytes.Length;

    /// <summary>Whether the record has a field more: one that older hosts do not write.</summary>
    public bool HasMore => _at < _end;

    public byte Byte() => Take(1)[0];

    public bool Flag() => Byte() switch
    {
        0 => false,
        1 => true,
        var other => throw new InvalidDataException($"{other} is neither yes nor no"),
    };

    /// <summary>A member of an enum, by its number: one that crosses never changes the numbers of its members.</summary>
    public T Enum<T>()
        where T : struct, Enum
    {
        var number = Int();
        var value = Unsafe.As<int, T>(ref number);
        return System.Enum.IsDefined(value) ? value : throw new InvalidDataException($"{number} is no {typeof(T).Name} known to this version");
    }

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }

        throw new InvalidDataException("a number does not end");
    }

    public int Int() => Number() is >= int.MinValue and <= int.MaxValue and var number ? (int)number : throw new InvalidDataException("a number is too large");

    public int? MaybeInt()
    {
        var (isThere, number) = (Flag(), Int());
        return isThere ? number : null;
    }

    public string Text() => MaybeText() ?? throw new InvalidDataException("a text is missing");

    public string? MaybeText() => Number() is not -1 and var length ? Encoding.UTF8.GetString(Take(length)) : null;

    public IReadOnlyList<string> Texts()
    {
        var texts = new string[Count()];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = Text();
        return texts;
    }

    public byte[] Bytes() => MaybeBytes() ?? throw new InvalidDataException("bytes are missing");

    public byte[]? MaybeBytes() => Number() is not -1 and var length ? Take(length).ToArray() : null;

    /// <summary>All that is left: for a message that is nothing but bytes.</summary>
    public byte[] Rest() => Take(_end - _at).ToArray();

    /// <summary>A number of things that take at least a byte each.</summary>
    public int Count() => Number() is >= 0 and var count && count <= _end - _at ? (int)count : throw new InvalidDataException("there is less than was said");

    public DateTimeOffset Time()
    {
        var ticks = BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));
        var offset = TimeSpan.FromMinutes(Int());
        try
        {
            return new DateTimeOffset(ticks, TimeSpan.Zero).ToOffset(offset);
        }
        catch (ArgumentException outOfRange)
        {
            throw new InvalidDataException("a time is out of range", outOfRange);
        }
    }

    public DateTimeOffset? MaybeTime() => Flag() ? Time() : null;

    public JobId Job() => Text() is var id && JobId.IsValid(id) ? new JobId(id) : throw new InvalidDataException($"'{id}' is no job's id");

    public JobId? MaybeJob() => MaybeText() is not { } id ? null : JobId.IsValid(id) ? new JobId(id) : throw new InvalidDataException($"'{id}' is no job's id");

    public IActorRef Actor() => Text() is { Length: > 0 } path ? system.Provider.ResolveActorRef(path) : ActorRefs.Nobody;

    /// <summary>Enters a record within the message; its result is for <see cref="Leave"/>.</summary>
    public int Enter()
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));
        if (length < 0 || length > _end - _at)
            throw new InvalidDataException("there is less than was said");

        var outer = _end;
        _end = _at + length;
        return outer;
    }

    /// <summary>Goes on after the record, whatever else it has.</summary>
    public void Leave(int outer) => (_at, _end) = (_end, outer);

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length < 0 || length > _end - _at)
            throw new InvalidDataException("there is less than was said");

        var taken = bytes.AsSpan(_at, (int)length);
        _at += (int)length;
        return taken;
    }
}
