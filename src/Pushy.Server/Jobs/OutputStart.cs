using System.Globalization;

namespace Pushy.Server.Jobs;

/// <summary>Where in a stream an answer begins: a client whose connection broke has the bytes before, and asks with <c>?offset=</c>.</summary>
/// <param name="offset">Bytes that the client has.</param>
internal sealed class OutputStart(long offset)
{
    public const string Parameter = "offset";

    private long _left;

    /// <summary>Bytes that the client has.</summary>
    public long Offset => offset;

    /// <summary>Null for what is no offset. Absent is 0.</summary>
    public static OutputStart? Read(HttpRequest request) => request.Query[Parameter].ToString() switch
    {
        "" => new OutputStart(0),
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => new OutputStart(number),
        _ => null,
    };

    /// <summary>Where to read from: bytes are read in the pieces in which they are stored.</summary>
    public async Task<long> Locate(OutputSource source, CancellationToken cancel)
    {
        if (offset == 0)
            return 0;
        var start = await source.FindStart(offset, cancel);
        _left = offset - start;
        return start;
    }

    /// <summary>What of the next bytes the client does not have.</summary>
    public ReadOnlyMemory<byte> Cut(byte[] bytes)
    {
        var cut = (int)Math.Min(_left, bytes.Length);
        _left -= cut;
        return bytes.AsMemory(cut);
    }
}
