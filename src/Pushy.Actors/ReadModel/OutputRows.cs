using System.Text;
using LinqToDB;
using LinqToDB.Async;
using Pushy.Contracts.Agents;
using Pushy.Domain.Outputs;

namespace Pushy.Actors.ReadModel;

/// <summary>The streams that one transaction writes to.</summary>
internal sealed class OutputRows(ReadModelDb db, long limit)
{
    private readonly Dictionary<(string Job, string Node, string Stream), JobOutputRow> _rows = [];
    private readonly HashSet<JobOutputRow> _changed = [];

    public static string NameOf(OutputStream stream) => stream is OutputStream.Stderr ? "stderr" : "stdout";

    public async Task<OutputItem> Write(OutputItem item) => item switch
    {
        OutputChunk chunk => await Add(chunk),
        OutputEnd end => await Finish(end),
        JobOutput output => await AddWhole(output),
        _ => throw new InvalidOperationException($"{item.GetType().Name} is no output"),
    };

    /// <summary>Writes what is known of the streams that changed.</summary>
    public async Task Save()
    {
        foreach (var row in _changed)
            await db.InsertOrReplaceAsync(row);
    }

    private async Task<OutputChunk> Add(OutputChunk chunk)
    {
        var row = await Row(chunk, chunk.Stream);
        if (row.Whole)
            return chunk with { Data = default, Reached = chunk.Offset + chunk.Data.Length };   // a stream that has ended: nobody misses it

        var tail = OutputTail.Of(row.Length, chunk.Offset, chunk.Data.Length, limit);
        await Append(row, chunk.Data.Slice(tail.Skip, tail.Take));
        return chunk with { Data = default, Reached = tail.Reached };
    }

    private async Task<OutputEnd> Finish(OutputEnd end)
    {
        var stdout = await IsWhole(end, OutputStream.Stdout, end.Stdout);
        var stderr = await IsWhole(end, OutputStream.Stderr, end.Stderr);
        return end with { IsWhole = stdout && stderr };
    }

    private async Task<bool> IsWhole(OutputEnd item, OutputStream stream, StreamEnd? end)
    {
        if (end is null)
            return true;
        var row = await Row(item, stream);
        if (row.Whole)
            return true;
        if (row.Length < Math.Min(end.Length, limit) && !item.Anyway)
            return false;

        row.Dropped = Math.Max(0, end.Length - row.Length) + end.Dropped;
        row.Truncated = row.Dropped > 0;
        row.Whole = true;
        _changed.Add(row);
        return true;
    }

    private async Task<JobOutput> AddWhole(JobOutput output)
    {
        await AddWhole(output, OutputStream.Stdout, output.Stdout);
        await AddWhole(output, OutputStream.Stderr, output.Stderr);
        return output;
    }

    private async Task AddWhole(JobOutput output, OutputStream stream, string? text)
    {
        if (text is null)
            return;
        var row = await Row(output, stream);
        if (row.Whole)
            return;

        if (row.Length == 0)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var kept = (int)Math.Min(bytes.Length, limit);
            await Append(row, bytes.AsMemory(0, kept));
            row.Dropped = bytes.Length - kept;
        }

        row.Truncated = output.Truncated || row.Dropped > 0;
        row.Whole = true;
        _changed.Add(row);
    }

    private async Task<JobOutputRow> Row(OutputItem item, OutputStream stream)
    {
        var key = (item.Job.Value, item.Node.Value, NameOf(stream));
        if (_rows.TryGetValue(key, out var known))
            return known;

        var (job, node, name) = key;
        var row = await db.Outputs.FirstOrDefaultAsync(one => one.Job == job && one.Node == node && one.Stream == name)
            ?? new JobOutputRow { Job = job, Node = node, Stream = name };
        _rows.Add(key, row);
        return row;
    }

    private async Task Append(JobOutputRow row, ReadOnlyMemory<byte> bytes)
    {
        for (; bytes.Length > 0; bytes = bytes[Math.Min(bytes.Length, OutputStore.MaxPart)..])
        {
            var part = bytes[..Math.Min(bytes.Length, OutputStore.MaxPart)];
            await db.InsertAsync(new OutputPartRow { Job = row.Job, Node = row.Node, Stream = row.Stream, Start = row.Length, Content = part.ToArray() });
            row.Length += part.Length;
            _changed.Add(row);
        }
    }
}
