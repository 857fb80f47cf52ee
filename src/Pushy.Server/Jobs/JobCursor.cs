using System.Buffers.Binary;
using System.Buffers.Text;
using Pushy.Actors.ReadModel;
using Pushy.Domain.Jobs;

namespace Pushy.Server.Jobs;

/// <summary>A place in the list of jobs as clients see it: opaque, of URL-safe letters. What is added to the list does not move it.</summary>
internal static class JobCursor
{
    private const int TimeBytes = sizeof(long);
    private const int Bytes = TimeBytes + (JobId.Length / 2);
    private const int Letters = Bytes * 4 / 3;

    public static string Write(JobPosition position)
    {
        var bytes = new byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, position.CreatedAt);
        Convert.FromHexString(position.Id.Value, bytes.AsSpan(TimeBytes), out _, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null for what this server cannot have given.</summary>
    public static JobPosition? Read(string cursor)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        return cursor.Length == Letters && Base64Url.TryDecodeFromChars(cursor, bytes, out var read) && read == Bytes
            ? new JobPosition(BinaryPrimitives.ReadInt64BigEndian(bytes), new JobId(Convert.ToHexStringLower(bytes[TimeBytes..])))
            : null;
    }
}
