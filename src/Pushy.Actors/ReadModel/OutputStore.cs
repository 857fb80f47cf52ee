using System.Runtime.CompilerServices;
using LinqToDB;
using LinqToDB.Async;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.ReadModel;

/// <summary>One stream of one node's output, as far as it is stored.</summary>
/// <param name="Length">Bytes stored.</param>
/// <param name="Dropped">Bytes that followed and were not kept.</param>
/// <param name="Truncated">Whether anything is missing, at the end or elsewhere.</param>
/// <param name="IsWhole">Whether nothing more will come.</param>
public sealed record StoredOutput(long Length, long Dropped, bool Truncated, bool IsWhole);

/// <summary>What a node's command wrote.</summary>
/// <param name="Stdout">Null if nothing is stored.</param>
/// <param name="Stderr">Null if nothing is stored.</param>
/// <param name="IsCut">Whether there was more.</param>
public sealed record WrittenOutput(NodeName Node, byte[]? Stdout, byte[]? Stderr, bool IsCut);

/// <summary>What commands printed: one row a stream for what is known of it, and rows that are only ever added for its bytes.</summary>
/// <param name="limit">Most bytes stored of one stream.</param>
/// <param name="news">Who follows.</param>
public sealed class OutputStore(DataOptions options, long limit, OutputNews news)
{
    /// <summary>Most bytes stored of one stream unless a host says otherwise: 4 MiB.</summary>
    public const long DefaultLimit = 4 * 1024 * 1024;

    /// <summary>Longest row of bytes: what is read at once stays small.</summary>
    public const int MaxPart = 64 * 1024;

    private const int PartsAtOnce = 8;

    /// <summary>Who follows.</summary>
    public OutputNews News { get; } = news;

    /// <summary>What is known of a stream; null if nothing is stored.</summary>
    public async Task<StoredOutput?> Find(JobId job, NodeName node, OutputStream stream, CancellationToken cancel)
    {
        await using var db = new ReadModelDb(options);
        var name = OutputRows.NameOf(stream);
        var row = await db.Outputs.FirstOrDefaultAsync(one => one.Job == job.Value && one.Node == node.Value && one.Stream == name, cancel);
        return row is null ? null : new StoredOutput(row.Length, row.Dropped, row.Truncated, row.Whole);
    }

    /// <summary>The next bytes of a stream, at most 512 KiB; empty at its end so far. Holds no connection between two calls.</summary>
    /// <param name="from">Bytes already read; a sum of what earlier calls gave.</param>
    public async Task<IReadOnlyList<byte[]>> Read(JobId job, NodeName node, OutputStream stream, long from, CancellationToken cancel)
    {
        await using var db = new ReadModelDb(options);
        var name = OutputRows.NameOf(stream);
        return await db.OutputParts
            .Where(one => one.Job == job.Value && one.Node == node.Value && one.Stream == name && one.Start >= from)
            .OrderBy(one => one.Start)
            .Take(PartsAtOnce)
            .Select(one => one.Content)
            .ToListAsync(cancel);
    }

    /// <summary>
    /// What the nodes of a job wrote, streams that are whole, node by node in the order of their names. Nodes of which nothing is stored are left out. Reads as it is consumed.
    /// </summary>
    /// <param name="mostOfStream">Bytes of one stream; what follows is left out.</param>
    public async IAsyncEnumerable<WrittenOutput> ReadAll(JobId job, int mostOfStream, [EnumeratorCancellation] CancellationToken cancel)
    {
        // Two readers side by side in the same order, that of their keys: two statements, however many nodes there are.
        await using var streamsDb = new ReadModelDb(options);
        await using var partsDb = new ReadModelDb(options);
        var streams = streamsDb.Outputs.Where(row => row.Job == job.Value).OrderBy(row => row.Node).ThenBy(row => row.Stream).AsAsyncEnumerable();
        await using var parts = partsDb.OutputParts.Where(part => part.Job == job.Value && part.Start < mostOfStream)
            .OrderBy(part => part.Node).ThenBy(part => part.Stream).ThenBy(part => part.Start).AsAsyncEnumerable().GetAsyncEnumerator(cancel);
        var any = await parts.MoveNextAsync();
        WrittenOutput? one = null;
        await foreach (var row in streams.WithCancellation(cancel))
        {
            using var bytes = new MemoryStream();
            for (; any && parts.Current.Node == row.Node && parts.Current.Stream == row.Stream; any = await parts.MoveNextAsync())
                bytes.Write(parts.Current.Content, 0, (int)Math.Min(parts.Current.Content.Length, mostOfStream - bytes.Length));
            if (!row.Whole)
                continue;
            if (one is not null && one.Node.Value != row.Node)
            {
                yield return one;
                one = null;
            }

            one ??= new WrittenOutput(new NodeName(row.Node), null, null, false);
            one = row.Stream == OutputRows.NameOf(OutputStream.Stdout) ? one with { Stdout = bytes.ToArray() } : one with { Stderr = bytes.ToArray() };
            one = one with { IsCut = one.IsCut || row.Truncated || row.Length > mostOfStream };
        }

        if (one is not null)
            yield return one;
    }

    /// <summary>Where the bytes begin that are stored together with the one at an offset: from there they can be read.</summary>
    public async Task<long> FindStart(JobId job, NodeName node, OutputStream stream, long offset, CancellationToken cancel)
    {
        await using var db = new ReadModelDb(options);
        var name = OutputRows.NameOf(stream);
        return await db.OutputParts.Where(one => one.Job == job.Value && one.Node == node.Value && one.Stream == name && one.Start <= offset)
            .OrderByDescending(one => one.Start).Select(one => one.Start).FirstOrDefaultAsync(cancel);
    }

    /// <summary>Writes output, in one transaction, and gives back each item with its result. What is there already stays.</summary>
    public async Task<IReadOnlyList<OutputItem>> Write(IReadOnlyList<OutputItem> items)
    {
        await using var db = new ReadModelDb(options);
        await using var transaction = await db.BeginTransactionAsync();
        var rows = new OutputRows(db, limit);
        var written = new List<OutputItem>(items.Count);
        foreach (var item in items)
            written.Add(await rows.Write(item));
        await rows.Save();
        await transaction.CommitAsync();

        News.Tell([.. items.Select(item => new OutputKey(item.Job, item.Node)).Distinct()]);
        return written;
    }
}
