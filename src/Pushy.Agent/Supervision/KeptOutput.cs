using Pushy.Agent.State;
using Pushy.Contracts.Agents;

namespace Pushy.Agent.Supervision;

/// <summary>
/// The beginning of a stream, in a file that the agent reads from meanwhile; the rest is counted. Never fails: a command must neither wait
/// for its output nor die of it, so what a full disk does not take counts as dropped, like all that comes after it.
/// </summary>
internal sealed class KeptOutput
{
    private readonly int _limit;
    private readonly FileStream? _file;
    private long _kept, _dropped;
    private bool _full;

    /// <param name="path">Made, or emptied; only its owner can read it.</param>
    /// <param name="limit">Bytes kept.</param>
    public KeptOutput(string path, int limit)
    {
        _limit = limit;
        try
        {
            _file = DurableFile.Open(path, FileMode.Create);
        }
        catch (Exception not) when (DurableFile.IsTrouble(not))
        {
            _full = true;
        }
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var before = _kept;
        if (!_full)
            Write(bytes[..(int)Math.Min(bytes.Length, _limit - _kept)]);
        _dropped += bytes.Length - (_kept - before);
    }

    /// <summary>No more will come: what is kept is on disk afterwards, like the outcome that names its length.</summary>
    public StreamEnd End()
    {
        try
        {
            if (_kept > 0)
                _file!.Flush(flushToDisk: true);
            _file?.Dispose();
        }
        catch (Exception not) when (DurableFile.IsTrouble(not))
        {
            // It can still be read as long as the machine runs.
        }
        return new(_kept, _dropped);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file!.Write(bytes);
            _kept += bytes.Length;
        }
        catch (Exception not) when (DurableFile.IsTrouble(not))
        {
            _full = true;
            _kept = _file!.Length;      // a full disk may have taken some of it
        }
    }
}
