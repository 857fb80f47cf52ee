using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.Persistence;
using Pushy.Actors.Feeds;
using Pushy.Actors.ReadModel;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.Jobs;

/// <summary>
/// One job, for as long as it lives: decides, writes, then acts. All rules are in <see cref="Job"/>. While a write is under
/// way, commands gather; the next write takes them all. So the number of writes depends on how fast the journal is and not
/// on how many nodes report.
/// </summary>
public sealed class JobActor : UntypedPersistentActor, IWithTimers
{
    private enum Reminder
    {
        Leave,
        ListAgain,
    }

    /// <summary>What the shard sends back when it holds back all that is meant for this job, see <see cref="GoAway"/>.</summary>
    private sealed record Goodbye
    {
        public static readonly Goodbye Instance = new();
    }

    /// <summary>There are more nodes to be started after a recovery.</summary>
    private sealed record MoreNodes
    {
        public static readonly MoreNodes Instance = new();
    }

    /// <summary>What the shard sends when it moves to another host, where the job then starts again.</summary>
    private sealed record HandOver
    {
        public static readonly HandOver Instance = new();
    }

    /// <summary>By which the journal knows a job.</summary>
    public static string PersistenceIdOf(JobId job) => "job-" + job.Value;

    /// <summary>For the region that this actor lives in: by it, a job ends the write under way before it moves.</summary>
    public static readonly object HandOffStopMessage = HandOver.Instance;

    private static readonly TimeSpan ListRetry = TimeSpan.FromSeconds(1);

    private readonly JobId _id;
    private readonly JobNeighbours _near;
    private readonly JobInbox _inbox = new();
    private readonly JobNodes _nodes;
    private readonly JobFollowers _followers;
    private readonly JobSnapshots _snapshots;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private JobState _state = JobState.Initial;   // what the journal holds
    private (IActorRef To, JobReply Reply)? _created;
    private bool _writing;
    private bool _lateFinished;
    private JobState? _left;   // as it was when the shard was asked to let this actor go
    private bool _going;
    private bool _moves;
    private JobTrace? _trace;
    private JobDeadlines? _deadlines;

    public JobActor(JobId id, JobNeighbours near)
    {
        _id = id;
        _near = near;
        _nodes = new JobNodes(id, near, Context);
        _followers = new JobFollowers(Context);
        _snapshots = new JobSnapshots(id, SaveSnapshot, DeleteSnapshots, _log);
        SnapshotPluginId = JobSnapshots.PluginId;
    }

    public override string PersistenceId => PersistenceIdOf(_id);

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Whether the job finished in this life of the actor, and so a moment ago.</summary>
    private bool Lingering => _state is JobState.Finished && !_lateFinished;

    private JobDeadlines Deadlines => _deadlines ??= new(Timers, Context.System.Scheduler, _near.Settings.CrashGrace);

    private static DateTimeOffset Now => Context.System.Scheduler.Now.ToUniversalTime();

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case NodeMoved moved: Take(new Waiting(new JobCommand.Report(moved.Node, moved.Report), ActorRefs.Nobody, Moved: moved)); break;
            case FromStray stray: TakeStray(stray); break;
            case GetJob: new JobReply(_state, _state is JobState.Missing ? Job.NoSuchJob : null).AnswerTo(Sender); break;
            case JobCommand.CloseVote or JobCommand.EndRun:
                if (Deadlines.HasCome((JobCommand)message))
                    Take(new Waiting((JobCommand)message, ActorRefs.Nobody));
                break;
            case JobCommand command: Take(new Waiting(command, Sender)); break;
            case NodeAsksDuty(var node): _nodes.Order(_state, node, receipt: false); break;
            case FollowJob: _followers.Add(Sender); break;
            case MoreNodes: OrderMore(); break;
            case WakeJob: break;   // it is awake, and does what its state wants
            case Terminated { ActorRef: var follower }: _followers.Remove(follower); break;
            case Written<JobState.Known>(var listed): OnListed(listed); break;
            case NotWritten<JobState.Known>: OnListed(null); break;
            case Reminder.ListAgain: List(); break;
            case Reminder.Leave when _writing: LeaveSoon(); break;
            case Reminder.Leave:
                _snapshots.Drop();
                _left = _state;
                Context.Parent.Tell(new Passivate(Goodbye.Instance));
                break;
            case Goodbye: GoAway(); break;
            case ISnapshotMessage answer: _snapshots.Hear(_state, answer); break;
            case HandOver:
                _moves = true;
                GoAway();
                break;
            default: Unhandled(message); break;
        }
    }

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: JobSnapshot snapshot }: _state = _snapshots.Take(snapshot); break;
            case JobWritten written: _state = _snapshots.Replay(_state, written); break;
            case RecoveryCompleted: Resume(); break;
        }
    }

    protected override void PostStop()
    {
        _near.Roster.Remove(_id);
        _trace?.End();
        _followers.LetGo();
        AnswerCreated();
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        _log.Error(cause, "Job {JobId}: the journal did not take write {Write}; the job stops and is started again from what the journal has", _id, sequenceNr);
        _near.Metrics.WriteFailed();
        _inbox.RefuseAll(_state);
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        _near.Metrics.WriteFailed();
        _inbox.RefuseAll(_state);
        Context.Stop(Self);
    }

    private void Resume()
    {
        _followers.StartAt(LastSequenceNr);
        if (_state is JobState.Known known)
        {
            _lateFinished = known is JobState.Finished;
            if (!_lateFinished)
                _near.Metrics.Recovered();
            Trace(known, recovered: true);
            Enter(known, recovered: true);
        }
        else
        {
            LeaveSoon();
        }
    }

    private void TakeStray(FromStray stray)
    {
        if (AgentReports.Of(stray.Message) is not { } report)
            return;

        if (_state is JobState.Known known && known.Spec.Organization != stray.From.Organization)
            _nodes.Answer(_state, stray, Lingering);   // another organization's node of that name: nothing it says counts here
        else if (!_nodes.TryTell(stray.From.Node, stray.Message))   // an actor that does not watch its node yet: it keeps output, so it must see this first
            Take(new Waiting(new JobCommand.Report(stray.From.Node, report), ActorRefs.Nobody, Stray: stray));
    }

    private void Take(Waiting waiting)
    {
        _inbox.Add(waiting);
        if (!_writing)
            WriteGathered();
    }

    private void WriteGathered()
    {
        var verdict = _inbox.DecideAll(_state, Now);
        if (verdict.Events.IsEmpty)
        {
            Settle(verdict.Refusals);
            return;
        }

        _writing = true;
        _trace ??= JobTrace.Of(_near.Traces, ((JobState.Known)verdict.Next).Spec);
        var span = _trace?.BeginWrite(verdict.Events.Length);
        var begun = Stopwatch.GetTimestamp();
        PersistAsync(new JobWritten(verdict.Events), written =>   // commands keep arriving meanwhile, see Take
        {
            _writing = false;
            span?.Dispose();
            var (before, statusChanged) = (_state, verdict.Next.GetType() != _state.GetType());
            _state = verdict.Next;
            _near.Metrics.Wrote(before, (JobState.Known)_state, written, Stopwatch.GetElapsedTime(begun));
            _snapshots.Written(_state, written);
            _followers.Tell(LastSequenceNr, written);
            if (statusChanged)
                Trace((JobState.Known)_state, recovered: false);   // before any node is told: its spans belong to the new phase
            Settle(verdict.Refusals);   // first, for receipts go out through the NodeActors that a finished job lets go
            if (statusChanged)
                Enter((JobState.Known)_state, recovered: false);
            if (!_inbox.IsEmpty)
                WriteGathered();
            if (_going)
                GoAway();
        });
    }

    /// <summary>The journal has it: now those whom it concerns may know.</summary>
    private void Settle(IReadOnlyList<Refusal?> refusals)
    {
        var landed = _inbox.Land();
        for (var i = 0; i < landed.Count; i++)
        {
            switch (landed[i])
            {
                case { Moved: { } moved }: _nodes.Order(_state, moved.Node, moved.WantsReceipt); break;
                case { Stray: { } stray }: _nodes.Answer(_state, stray, Lingering); break;
                case { Command: JobCommand.Submit, ReplyTo: var to } when refusals[i] is null: _created = (to, new JobReply(_state)); break;
                case { ReplyTo: var to }: new JobReply(_state, refusals[i]).AnswerTo(to); break;
            }
        }
    }

    /// <summary>The job entered a status, or was recovered in it: timers, children and list as that status wants them.</summary>
    private void Enter(JobState.Known job, bool recovered)
    {
        _near.Roster.Enter(_id, job.Status());
        Deadlines.Enter(job, recovered);
        _nodes.VoteClosesAt = Deadlines.Due;
        if (recovered)
            OrderMore();
        else
            _nodes.OrderAll(job);
        List();
    }

    private void Trace(JobState.Known job, bool recovered)
    {
        if (_lateFinished || (_trace ??= JobTrace.Of(_near.Traces, job.Spec)) is not { } trace)
            return;
        trace.Enter(job, recovered);
        if (job is JobState.Finished finished)
            trace.Finish(finished);
        _nodes.Trace = trace;
    }

    /// <summary>After a recovery, some at a time: who asks for the job is answered between.</summary>
    private void OrderMore()
    {
        if (_state is JobState.Known job && _nodes.OrderMore(job))
            Self.Tell(MoreNodes.Instance);
    }

    private void List()
    {
        if (_state is JobState.Known job)
            _near.List.Tell(new Write<JobState.Known>(job));
    }

    /// <param name="listed">What the list shows now; null when the write failed.</param>
    private void OnListed(JobState.Known? listed)
    {
        AnswerCreated();   // the job is durable either way; the list catches up
        if (listed is null)
            Timers.StartSingleTimer(Reminder.ListAgain, Reminder.ListAgain, ListRetry);
        else if (listed is JobState.Finished)
            LeaveSoon();
    }

    private void AnswerCreated()
    {
        if (_created is var (to, reply))
            reply.AnswerTo(to);
        _created = null;
    }

    /// <summary>
    /// Stops, but not in the middle of a write, and not for good if something came between asking the shard and its answer: a submit may
    /// have. The shard keeps what it is sent now for the actor that it then starts.
    /// </summary>
    private void GoAway()
    {
        _going = true;
        if (_writing)
            return;

        if (!_moves && !ReferenceEquals(_left, _state))
            Context.Parent.Tell(new ShardingEnvelope(_id.Value, GetJob.Instance), ActorRefs.NoSender);
        Context.Stop(Self);
    }

    private void LeaveSoon() => Timers.StartSingleTimer(Reminder.Leave, Reminder.Leave, _near.Settings.Linger);
}
