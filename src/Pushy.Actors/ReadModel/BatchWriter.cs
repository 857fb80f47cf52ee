using System.Diagnostics;
using Akka.Actor;
using Akka.Event;

namespace Pushy.Actors.ReadModel;

/// <summary>Asks for an item to be written. Answered by <see cref="Written{T}"/> or <see cref="NotWritten{T}"/>.</summary>
public sealed record Write<T>(T Item);

/// <summary>It is in the database.</summary>
public sealed record Written<T>(T Item);

/// <summary>It is not, or too much waits already: try again later.</summary>
public sealed record NotWritten<T>(T Item);

/// <summary>
/// Writes rows for many actors: while one transaction is under way the next gathers. Keeps order. At its bound it refuses,
/// and whoever asked tries again.
/// </summary>
public sealed class BatchWriter<T> : UntypedActor
{
    /// <summary>Most items that wait; the next is refused.</summary>
    public const int MaxWaiting = 10_000;

    /// <summary>Most items in one transaction, so that one does not hold the database for long.</summary>
    public const int MaxBatch = 500;

    /// <summary>Weight from which on nothing more is taken until something is written.</summary>
    public const int MaxWaitingWeight = 64 * 1024 * 1024;

    /// <summary>Weight from which on a transaction takes no more items.</summary>
    public const int MaxBatchWeight = 4 * 1024 * 1024;

    private sealed record Done(IReadOnlyList<(T Item, IActorRef From)> Batch, IReadOnlyList<T>? Written, Exception? Failure);

    private readonly Func<IReadOnlyList<T>, Task<IReadOnlyList<T>>> _write;
    private readonly Func<T, int> _weigh;
    private readonly Queue<(T Item, IActorRef From)> _waiting = new();
    private readonly Queue<(T Item, IActorRef From)> _alone = new();   // of a batch that failed
    private readonly WriterMeter? _meter;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private bool _writing;
    private long _waitingWeight;
    private long _begunAt;

    /// <param name="write">Writes a batch in one transaction: all of it or, failing, nothing.</param>
    /// <param name="meter">Counts; null: nobody wants to know.</param>
    public BatchWriter(Func<IReadOnlyList<T>, Task> write, WriterMeter? meter = null)
        : this(
            async items =>
            {
                await write(items);
                return items;
            },
            static _ => 0,
            meter)
    {
    }

    /// <param name="write">Writes a batch in one transaction, all of it or, failing, nothing; gives back what is to be told to those who asked, in order.</param>
    /// <param name="weigh">What an item takes in memory, in bytes.</param>
    /// <param name="meter">Counts; null: nobody wants to know.</param>
    public BatchWriter(Func<IReadOnlyList<T>, Task<IReadOnlyList<T>>> write, Func<T, int> weigh, WriterMeter? meter = null)
    {
        _meter = meter;
        _write = write;
        _weigh = weigh;
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Write<T>(var item) when _waiting.Count < MaxWaiting && _waitingWeight < MaxWaitingWeight:
                _waiting.Enqueue((item, Sender));
                _waitingWeight += _weigh(item);
                WriteNext();
                break;
            case Write<T>(var item): Refuse(item); break;
            case Done done: Finish(done); break;
            default: Unhandled(message); break;
        }
    }

    private void Refuse(T item)
    {
        _meter?.Refused();
        Sender.Tell(new NotWritten<T>(item));
    }

    private void WriteNext()
    {
        _meter?.Waits(_waiting.Count + _alone.Count);
        if (_writing || _waiting.Count + _alone.Count == 0)
            return;

        var batch = new List<(T Item, IActorRef From)>(Math.Min(_waiting.Count, MaxBatch));
        var weight = 0L;
        while (batch.Count < MaxBatch && weight < MaxBatchWeight && _alone.Count == 0 && _waiting.TryDequeue(out var next))
        {
            batch.Add(next);
            weight += _weigh(next.Item);
        }

        _waitingWeight -= weight;
        if (_alone.TryDequeue(out var single))
            batch.Add(single);
        Begin(batch);
    }

    /// <summary>One row that cannot be written must not keep its neighbours from it: each is tried alone, before anything newer.</summary>
    private void Split(IReadOnlyList<(T Item, IActorRef From)> batch)
    {
        foreach (var one in batch)
            _alone.Enqueue(one);
        WriteNext();
    }

    private void Begin(List<(T Item, IActorRef From)> batch)
    {
        _writing = true;
        _begunAt = Stopwatch.GetTimestamp();
        Task.Run(() => _write(batch.ConvertAll(one => one.Item)))
            .PipeTo(Self, success: written => new Done(batch, written, null), failure: cause => new Done(batch, null, cause));
    }

    private void Finish(Done done)
    {
        _writing = false;
        _meter?.Wrote(done.Batch.Count, Stopwatch.GetElapsedTime(_begunAt), done.Failure is null);
        if (done is { Failure: not null, Batch.Count: > 1 })
        {
            Split(done.Batch);
            return;
        }

        if (done.Failure is { } cause)
            _log.Error(cause, "{0} rows of {1} could not be written", done.Batch.Count, typeof(T).Name);
        for (var i = 0; i < done.Batch.Count; i++)
        {
            var (item, from) = done.Batch[i];
            from.Tell(done.Written is { } written ? new Written<T>(written[i]) : new NotWritten<T>(item));
        }

        WriteNext();
    }
}
