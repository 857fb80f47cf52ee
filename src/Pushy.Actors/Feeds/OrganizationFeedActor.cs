using Akka.Actor;
using Akka.Event;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Feeds;
using Pushy.Domain.Feeds;

namespace Pushy.Actors.Feeds;

/// <summary>
/// The feed of one organization for the readers on this host, read from the database: at once when a host has written, and now and then in case that
/// got lost. A reader gets its place only after a read that began when it was here, so that an id that another host gave is known to this one.
/// </summary>
/// <param name="history">How long events are kept for readers who come back.</param>
public sealed class OrganizationFeedActor(string organization, OrganizationFeedStore store, TimeSpan history) : UntypedActor, IWithTimers
{
    private sealed record Look
    {
        public static readonly Look Instance = new();
    }

    private sealed record Found(long First, IReadOnlyList<OrganizationNews> News);

    /// <summary>Events in one read.</summary>
    private const int MaxRead = 1_000;

    /// <summary>How often to look for what other hosts have written: they say so, but that may get lost.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly FeedWriter _writer = new();
    private readonly List<FeedReader> _new = [];
    private readonly List<FeedReader> _waiting = [];   // for the read under way
    private readonly ILoggingAdapter _logger = Context.GetLogger();
    private FeedLog? _log;
    private bool _reading;
    private bool _again;

    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Kept => Context.System.Scheduler.Now.ToUniversalTime() - history;

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Look.Instance, Look.Instance, LookEvery);
        Read();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ReaderJoins(var reader):
                _new.RemoveAll(one => one.HasLeft);
                _new.Add(reader);
                Read();
                break;
            case FeedGrew: Read(); break;
            case Look when !_reading: Read(); break;
            case Look: break;
            case Found found: Take(found); break;
            case Status.Failure { Cause: var cause }:
                _logger.Warning(cause, "the feed of organization {0} could not be read; it is read again soon", organization);
                _new.AddRange(_waiting);
                End();
                break;
            default: Unhandled(message); break;
        }
    }

    private void Read()
    {
        if (_reading)
        {
            _again = true;
            return;
        }

        _reading = true;
        _waiting.AddRange(_new);
        _new.Clear();
        var next = _log?.Next;
        var kept = Kept;
        Task.Run(async () =>
        {
            var first = next ?? await store.FirstSince(organization, kept);
            return new Found(first, await store.Read(organization, first, MaxRead));
        }).PipeTo(Self);
    }

    private void Take(Found found)
    {
        _log ??= new FeedLog(found.First);
        foreach (var (number, message, job) in found.News)
        {
            var text = Text(message);
            _log.Append(new FeedChunk(number, text, [text.Length], message.At)
            {
                Veiled = message.Start is { Env: not null } start ? Text(message with { Start = start.Veiled() }) : null,
                Job = job,
            });
        }

        _log.Forget(Kept);
        if (found.News.Count == MaxRead)
        {
            _again = true;   // there may be more, and who waits is to know all of it
            _new.InsertRange(0, _waiting);
        }
        else
        {
            _waiting.ForEach(reader => Admit(reader, _log));
        }

        End();
    }

    private void End()
    {
        _waiting.Clear();
        _reading = false;
        if (!_again)
            return;

        _again = false;
        Read();
    }

    private void Admit(FeedReader reader, FeedLog log)
    {
        if (reader.LastEventId is null)
            reader.Join(log, log.Next);
        else if (FeedId.NumberOf(FeedId.OfOrganization, reader.LastEventId) is { } last && last >= log.Oldest && last < log.Next)
            reader.Join(log, last + 1);
        else
            reader.Join(log, log.Oldest, StartOfHistory());
    }

    private byte[] StartOfHistory() => Text(new FeedMessage("start_of_history", FeedId.StartOfHistory, FeedTimes.After(DateTimeOffset.MinValue, Kept)));

    private byte[] Text(FeedMessage message)
    {
        _writer.Write(message);
        return _writer.Take();
    }
}
