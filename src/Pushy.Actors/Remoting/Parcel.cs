namespace Pushy.Actors.Remoting;

/// <summary>
/// A part of a message that may be large: packed once for all hosts that get it, and opened once by whoever reads it. Whether either has to be done,
/// and on which thread, is not for the connection between hosts to decide, whose heartbeats would wait for it.
/// </summary>
internal sealed class Parcel<T>
    where T : class
{
    private readonly Lazy<byte[]> _packed;
    private readonly Lazy<T> _value;

    private Parcel(Lazy<byte[]> packed, Lazy<T> value) => (_packed, _value) = (packed, value);

    /// <summary>Throws what the parcel's reader throws when it is damaged.</summary>
    public T Value => _value.Value;

    public byte[] Packed => _packed.Value;

    public static Parcel<T> Of(T value, Func<T, byte[]> write) => new(new Lazy<byte[]>(() => Remoting.Packed.Of(write(value))), new Lazy<T>(value));

    /// <summary>From another host. A small one is opened at once.</summary>
    public static Parcel<T> Of(byte[] packed, Func<byte[], T> read)
    {
        if (Remoting.Packed.IsLarge(packed))
            return new Parcel<T>(new Lazy<byte[]>(packed), new Lazy<T>(() => read(Remoting.Packed.Open(packed))));

        return new Parcel<T>(new Lazy<byte[]>(packed), new Lazy<T>(read(Remoting.Packed.Open(packed))));
    }
}
