using Pushy.Agent.Link;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;

namespace Pushy.Agent.Outputs;

/// <summary>
/// Sends what commands print, while they run and after: each stream piece by piece, the next when the server has stored the last. Output stays
/// in its files; in memory is only what is just being sent.
/// </summary>
internal sealed class OutputSender(OutputFiles files, TimeProvider time)
{
    /// <summary>How often to look whether a command has printed more.</summary>
    public static readonly TimeSpan Tick = SentStream.Gather;

    /// <summary>Servers cut off who sends more than 2,000 frames in 10 s.</summary>
    private const int PiecesPerTick = 15;

    private const int MaxUnderWay = 4;

    private readonly List<SentStream> _streams = [];
    private int _left = PiecesPerTick;

    /// <summary>Whether to look again after <see cref="Tick"/>.</summary>
    public bool IsBusy => _streams.Any(each => each.IsBusy);

    /// <summary>A command whose output is kept is being started.</summary>
    public void Begin(JobId job)
    {
        foreach (var stream in Enum.GetValues<OutputStream>())
            _streams.Add(new SentStream(job, stream));
    }

    /// <summary>It has ended; its outcome says where its streams do.</summary>
    public void End(JobId job, IOutcome outcome)
    {
        foreach (var each in _streams.Where(each => each.Job == job))
            each.End = (each.Stream is OutputStream.Stdout ? outcome.StdoutEnd : outcome.StderrEnd)?.Length ?? 0;
    }

    /// <summary>Where a stream ends if only what is on disk counts: a machine that went down may have lost some.</summary>
    public StreamEnd AtHand(JobId job, OutputStream stream, StreamEnd end)
    {
        var missing = Math.Max(0, end.Length - files.Length(job, stream));
        return new(end.Length - missing, end.Dropped + missing);
    }

    /// <summary>Nobody wants it any more.</summary>
    public void Forget(JobId job)
    {
        _streams.RemoveAll(each => each.Job == job);
        files.Delete(job);
    }

    /// <summary>Deletes what an earlier agent left and nobody will want.</summary>
    public void Clean() => files.Keep(_streams.Select(each => each.Job));

    public void Relink() => _streams.ForEach(each => each.Relink());

    /// <summary>Time has passed: more may be sent.</summary>
    public void OnTick() => _left = PiecesPerTick;

    public void Hear(ServerMessage.Stored stored)
    {
        if (stored.Offset >= 0)
            _streams.Find(each => each.Job.Value == stored.JobId && each.Stream == stored.Stream)?.Hear(stored.Offset);
    }

    /// <summary>Sends what there is to send, oldest jobs first.</summary>
    public void Send(LinkOutbox link)
    {
        var underWay = _streams.Count(each => each.IsWaiting);
        foreach (var each in _streams.Where(each => each.IsBusy))
        {
            if (_left == 0 || (underWay >= MaxUnderWay && !each.IsWaiting))
                continue;
            var waited = each.IsWaiting;
            if (each.Next(each.End ?? files.Length(each.Job, each.Stream), time.GetElapsedTime(0)) is not var (offset, count))
                continue;
            _left--;
            underWay += waited ? 0 : 1;
            link.Send(() => files.Read(each.Job, each.Stream, offset, count) is { } data
                ? AgentLinkJson.Write(new AgentMessage.Output(each.Job.Value, each.Stream, offset, data))
                : null);
        }
    }
}
