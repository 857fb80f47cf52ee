using Akka.Actor;
using Akka.Cluster.Sharding;
using Pushy.Contracts.Feeds;
using Pushy.Domain.Feeds;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.Feeds;

/// <summary>Which job's feed.</summary>
/// <param name="Finished">Whether the job had finished when the reader came: then the journal has it all, and no job is woken.</param>
public readonly record struct JobFeedKey(JobId Job, bool Finished);

/// <summary>
/// The feed of one job for the readers on this host. It follows the job first and reads the journal then; each row counts once, by its sequence
/// number, wherever it came from, so that nothing is lost or doubled between history and what is live, nor when the job's actor starts anew.
/// </summary>
public sealed class JobFeedActor(JobFeedKey key, IActorRef jobs) : UntypedActor, IWithTimers
{
    private sealed record Retry
    {
        public static readonly Retry Instance = new();
    }

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>A job on another host is asked so often how far it is: what it told may have got lost.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly FeedLog _log = new(first: 1);
    private readonly FeedWriter _writer = new();
    private readonly Queue<JobNews> _ahead = new();   // told by the job while the journal is read; never more than the job has rows
    private readonly List<FeedReader> _waiting = [];
    private JobFeedPlace _place = JobFeedPlace.Start;
    private long _rows;
    private IActorRef? _job;
    private IActorRef? _history;
    private bool _complete;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        if (key.Finished)
            ReadHistory();
        else
            Follow();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ReaderJoins(var reader): Join(reader); break;
            case JobNews news: Take(news); break;
            case JobFollowed(var sequence): OnFollowed(sequence); break;
            case JobHistoryActor.Read: OnHistoryRead(); break;
            case Terminated { ActorRef: var ended } when ended.Equals(_history): OnHistoryEnded(); break;
            case Terminated { ActorRef: var ended } when ended.Equals(_job): Follow(); break;
            case JobUnfollowed when Sender.Equals(_job): Follow(); break;
            case Retry when key.Finished: ReadHistory(); break;
            case Retry: Follow(); break;
            case Terminated or JobUnfollowed: break;   // of one that is not followed any more
            default: Unhandled(message); break;
        }
    }

    /// <summary>Asks until it is answered: the job's shard may be moving.</summary>
    private void Follow()
    {
        if (_place.Job is JobState.Finished)
            return;

        jobs.Tell(new ShardingEnvelope(key.Job.Value, FollowJob.Instance));
        Timers.StartSingleTimer(Retry.Instance, Retry.Instance, RetryAfter);
    }

    private void OnFollowed(long sequence)
    {
        Timers.StartSingleTimer(Retry.Instance, Retry.Instance, LookEvery);
        if (!Sender.Equals(_job))
        {
            if (_job is not null)
                Context.Unwatch(_job);
            _job = Context.Watch(Sender);
        }

        if (sequence > _rows)
            ReadHistory();
        else
            Complete();
    }

    private void ReadHistory()
    {
        if (_history is null)
            _history = Context.Watch(Context.ActorOf(Producing.Of(() => new JobHistoryActor(key.Job))));
    }

    /// <summary>A row, from the journal or from the job.</summary>
    private void Take(JobNews news)
    {
        if (news.Sequence > _rows + 1)
            _ahead.Enqueue(news);
        else if (news.Sequence == _rows + 1)
            Tell(news);
        while (_ahead.TryPeek(out var next) && next.Sequence <= _rows + 1)
        {
            if (_ahead.Dequeue().Sequence == _rows + 1)
                Tell(next);
        }

        if (_ahead.Count > 0)
            ReadHistory();   // something between is missing; the journal has it
    }

    private void Tell(JobNews news)
    {
        var (told, next) = _place.Tell(news.Written.Events);
        (_place, _rows) = (next, news.Sequence);
        if (told.Count > 0)
            _log.Append(Written(told));
        if (next.Job is JobState.Known known)
            _log.Move(new JobStand(known, _rows));
        if (_place.Job is JobState.Finished)
        {
            _log.End();
            Complete();
        }
    }

    private FeedChunk Written(IReadOnlyList<FeedEntry> entries)
    {
        var ends = new int[entries.Count];
        for (var i = 0; i < ends.Length; i++)
        {
            _writer.Write(MessageOf(entries[i]));
            ends[i] = _writer.Length;
        }

        var text = _writer.Take();
        return new FeedChunk(entries[0].Number, text, ends, entries[0].At)
        {
            Veiled = Veiled(MessageOf(entries[0])),
            Nodes = entries.Any(entry => entry.Event.Node is not null) ? [.. entries.Select(entry => entry.Event.Node?.Value)] : null,
        };
    }

    private byte[]? Veiled(FeedMessage message)
    {
        if (message.Start is not { Env: not null } start)
            return null;
        _writer.Write(message with { Start = start.Veiled() });
        return _writer.Take();
    }

    private FeedMessage MessageOf(FeedEntry entry) => new(entry.Event.Name, FeedId.Of(FeedId.OfJob, entry.Number), entry.At)
    {
        Node = entry.Event.Node?.Value,
        Status = entry.Event.Status,
        Start = entry.Number == 1 ? StartOf(((JobState.Known)_place.Job).Spec) : null,
    };

    private static FeedStart StartOf(JobSpec spec) => new(spec.Command, (long)spec.RunTimeout.TotalSeconds, spec.Quorum, spec.Nodes.Length, spec.RequestedBy)
    {
        JobUser = spec.Options.User,
        Dir = spec.Options.Dir,
        Env = spec.Options.Env,
        FileSpecified = spec.Options.File is not null,
        Capture = spec.Options.CaptureOutput,
    };

    private void OnHistoryRead()
    {
        if (key.Finished && _place.Job is not JobState.Finished)
            Context.Stop(Self);   // the journal has less than the list: nothing here will ever end
        else
            Complete();
    }

    private void OnHistoryEnded()
    {
        _history = null;
        if (!_complete || _ahead.Count > 0)
            Timers.StartSingleTimer(Retry.Instance, Retry.Instance, RetryAfter);   // the journal could not be read
    }

    /// <summary>The history is here: whether an id is known can be told.</summary>
    private void Complete()
    {
        _complete = true;
        _waiting.ForEach(Admit);
        _waiting.Clear();
    }

    /// <summary>An id that is not known here may be one that another host gave a moment ago: then the job is asked first.</summary>
    private void Join(FeedReader reader)
    {
        if (reader.LastEventId is null || (_complete && (_place.Job is JobState.Finished || PlaceOf(reader) is not null)))
        {
            Admit(reader);
            return;
        }

        _waiting.RemoveAll(one => one.HasLeft);
        _waiting.Add(reader);
        if (_complete)
            Follow();
    }

    private void Admit(FeedReader reader) => reader.Join(_log, PlaceOf(reader) ?? _log.Oldest);

    /// <summary>Number of the event after the last that the reader had; null if that is not known.</summary>
    private long? PlaceOf(FeedReader reader) =>
        FeedId.NumberOf(FeedId.OfJob, reader.LastEventId) is { } last && last < _log.Next ? last + 1 : null;
}
