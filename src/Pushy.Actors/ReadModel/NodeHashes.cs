using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.ReadModel;

/// <summary>
/// By which jobs are found by node. A row per node would be 50,000 of them for one large job. So nodes fall into buckets by a hash of their
/// name, and a job has a row for each bucket it has nodes in, at most <see cref="Buckets"/>, with the hashes of those nodes.
/// </summary>
internal static class NodeHashes
{
    /// <summary>Fixed, for it is in the stored rows.</summary>
    public const int Buckets = 1024;

    private const int Bytes = sizeof(ulong);

    /// <summary>The first 64 bits of SHA-256: two names of one hash are not to be had by chance, and hardly on purpose.</summary>
    public static ulong Of(NodeName node)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(node.Value), digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }

    public static int BucketOf(ulong hash) => (int)(hash % Buckets);

    /// <summary>Whether a row's hashes have this one.</summary>
    public static bool Has(ReadOnlySpan<byte> hashes, ulong hash)
    {
        for (var at = 0; at + Bytes <= hashes.Length; at += Bytes)
        {
            if (BinaryPrimitives.ReadUInt64BigEndian(hashes[at..]) == hash)
                return true;
        }

        return false;
    }

    public static IEnumerable<JobNodesRow> RowsOf(JobSpec spec, long createdAt) => spec.Nodes.Select(Of).GroupBy(BucketOf).Select(bucket => new JobNodesRow
    {
        Organization = spec.Organization,
        Bucket = bucket.Key,
        CreatedAt = createdAt,
        Job = spec.Id.Value,
        Hashes = Join(bucket),
    });

    private static byte[] Join(IEnumerable<ulong> hashes)
    {
        ulong[] all = [.. hashes];
        var bytes = new byte[all.Length * Bytes];
        for (var i = 0; i < all.Length; i++)
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(i * Bytes), all[i]);
        return bytes;
    }
}
