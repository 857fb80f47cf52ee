using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using Pushy.Agent.Link;
using Pushy.Agent.Outputs;
using Pushy.Agent.Settings;
using Pushy.Agent.State;
using Pushy.Contracts.Agents;
using Pushy.Domain.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Agent.Jobs;

/// <summary>
/// The shell round <see cref="AgentRules"/>: one signal after the other is decided, written to disk, acted upon. Nothing leaves, and nothing
/// is started, before the events it follows from are synced.
/// </summary>
internal sealed class AgentLoop(
    LiveSettings settings, StateDirectory disk, JobRunner runner, OutputSender outputs, OutputTicker ticker, ChannelReader<LoopSignal> signals, string incarnation,
    TimeProvider time, Log log)
{
    private readonly JobChecks _checks = new(settings);
    private readonly OutcomeShelf _outcomes = new(disk, log);
    private AgentState _state = disk.Recovered;
    private ServerMessage.Commit? _asked;
    private PreparedJob? _prepared;
    private (JobId Job, string Order, ServerMessage.Commit Commit)? _toCheck;
    private JobStart? _start;
    private LinkOutbox? _link;
    private long _unlinkedSince = time.GetTimestamp();
    private bool _stopping;

    /// <summary>Puts right what an earlier agent left: its job is over, one way or the other.</summary>
    public void Restart()
    {
        if (_state.Hand.JobInHand is { } job && disk.HasOutcome(job))
            Feed(new AgentInput.ProcessEnded(job));         // it had been written down, only not noted any more
        Feed(AgentInput.Restarted.Instance);
        foreach (var lost in _state.Unreceipted.Where(each => !disk.HasOutcome(each)))
            Feed(new AgentInput.Receipt(lost));             // the receipt had come, only not been noted any more
        foreach (var waiting in _state.Unreceipted)
            ResumeOutput(waiting);
        outputs.Clean();
    }

    /// <summary>What an earlier agent kept of a command's output is sent by this one.</summary>
    private void ResumeOutput(JobId job)
    {
        if (_outcomes.Read(job) is not IOutcome { StdoutEnd: { } stdout, StderrEnd: { } stderr } outcome)
            return;
        var (haveOut, haveErr) = (outputs.AtHand(job, OutputStream.Stdout, stdout), outputs.AtHand(job, OutputStream.Stderr, stderr));
        if ((haveOut, haveErr) != (stdout, stderr))
        {
            log.Warn($"job {job}: some of its output is not on disk any more");
            outcome = Outcomes.Ending(outcome, haveOut, haveErr);
            _outcomes.Keep(job, (AgentMessage)outcome);
        }
        outputs.Begin(job);
        outputs.End(job, outcome);
    }

    /// <summary>Runs until it is stopped and has no job in hand.</summary>
    public async Task RunAsync()
    {
        await foreach (var signal in signals.ReadAllAsync())
        {
            Take(signal);
            if (_toCheck is var (job, order, commit))
                await CheckAsync(job, order, commit);
            if (_link is { } link)
                outputs.Send(link);
            ticker.Set(_link is not null && outputs.IsBusy);
            if (signal is LoopSignal.GiveUp || (_stopping && _state.Hand is Hand.Idle))
                break;
        }
        _prepared?.Dispose();
        _link?.Complete();
    }

    private void Take(LoopSignal signal)
    {
        switch (signal)
        {
            case LoopSignal.LinkUp(var outbox, var proof):
                _link = outbox;
                outputs.Relink();
                Send(Hello() with { Proof = proof });
                Feed(AgentInput.Linked.Instance);
                break;
            case LoopSignal.LinkDown(var outbox):
                if (_link == outbox)
                    (_link, _unlinkedSince) = (null, time.GetTimestamp());
                break;
            case LoopSignal.Frame(var message):
                Take(message);
                break;
            case LoopSignal.Report(var job, var told):
                Take(job, told);
                break;
            case LoopSignal.SupervisorDied(var job, var survivors):
                log.Error($"job {job}: the supervisor died; {survivors} of the job's processes could not be killed");
                Feed(new AgentInput.ProcessKilled(job, "the process that watched over the command was killed"));
                break;
            case LoopSignal.Beat when _link is null:
                Feed(new AgentInput.Unlinked(time.GetElapsedTime(_unlinkedSince)));
                break;
            case LoopSignal.Beat:
                Send(Heartbeat());
                Feed(AgentInput.Linked.Instance);   // a server that lost an outcome before it was in the journal gets it again
                break;
            case LoopSignal.OutputTick:
                outputs.OnTick();
                break;
            case LoopSignal.Stop:
                _stopping = true;
                Feed(AgentInput.Stop.Instance);
                break;
            case LoopSignal.GiveUp:
                log.Error($"the job in hand did not end in time; the agent ends without it");
                break;
        }
    }

    private void Take(ServerMessage message)
    {
        switch (message)
        {
            case ServerMessage.Commit(var id, _) commit:
                if (!JobId.IsValid(id) || commit.Command is null)
                    Send(new AgentMessage.NackCommit(id) { Reason = NackReasonNames.NameOf(NackReason.Malformed), Detail = "a commit needs job_id, 32 hex digits, and command" });
                else if (_stopping)
                    Send(new AgentMessage.NackCommit(id) { Reason = NackReasonNames.NameOf(NackReason.Stopping), Detail = "the agent is being stopped" });
                else
                {
                    _asked = commit;
                    Feed(new AgentInput.Commit(new(id), OrderText(commit)));
                }
                break;
            case ServerMessage.Run(var id) run when JobId.IsValid(id):
                runner.Traceparent = Traceparents.Checked(run.Traceparent);
                log.Trace(new(id), runner.Traceparent);
                Feed(new AgentInput.Run(new(id)));
                break;
            case ServerMessage.Run(var id):
                Send(new AgentMessage.NackRun(id) { Reason = NackReasonNames.NameOf(NackReason.Malformed), Detail = "a run needs job_id, 32 hex digits" });
                break;
            case ServerMessage.Abort(var id):
                log.Info($"abort of {id ?? "whatever is in hand"}");
                Feed(new AgentInput.Abort(id is null ? null : new JobId(id)));
                break;
            case ServerMessage.Recorded(var id) when id is not null:
                Feed(new AgentInput.Receipt(new(id)));
                break;
            case ServerMessage.Stored stored:
                outputs.Hear(stored);
                break;
        }
    }

    private void Take(JobId job, Supervision.SupervisorReport told)
    {
        switch (told.Word)
        {
            case Supervision.SupervisorWord.Started:
                Feed(new AgentInput.ProcessStarted(job), _start?.At);
                break;
            case Supervision.SupervisorWord.TimedOut when _state.Hand is Hand.Stopping:
            case Supervision.SupervisorWord.Killed:
                log.Info($"job {job}: its processes are dead{(told.Detail is { } left ? ", except that " + left : "")}");
                Feed(new AgentInput.ProcessKilled(job, null));
                break;
            default:
                EndWith(job, told);
                break;
        }
    }

    private void EndWith(JobId job, Supervision.SupervisorReport told)
    {
        if (_state.Hand is not (Hand.Starting or Hand.Running) || _state.Hand.JobInHand != job)
            return;
        log.Info($"job {job}: {Outcomes.Describe(told)}");
        var startedAt = (_state.Hand as Hand.Running)?.StartedAt;
        var outcome = Outcomes.Of(job, told, startedAt, _start?.Now ?? time.GetUtcNow(), runner.Captures);
        _outcomes.Keep(job, outcome);
        if (outcome is IOutcome ended)
            outputs.End(job, ended);
        else
            outputs.Forget(job);
        Feed(new AgentInput.ProcessEnded(job));
    }

    /// <param name="at">When it came about, if that was earlier.</param>
    private void Feed(AgentInput input, DateTimeOffset? at = null)
    {
        var decision = AgentRules.Decide(_state, input, at ?? time.GetUtcNow());
        var next = decision.Events.Aggregate(_state, AgentRules.Evolve);
        if (!TryWrite(decision, next, out var why))
        {
            Feed(new AgentInput.StartNotWritten(decision.Events.OfType<AgentEvent.Started>().Single().Job, why));
            return;
        }
        var before = Word(_state.Hand);
        _state = next;
        foreach (var @event in decision.Events)
            if (@event is AgentEvent.CommitmentDropped(var dropped))
                _outcomes.Release(dropped);
            else if (@event is AgentEvent.Ended(var ended, false, _))
                _outcomes.Release(ended);
        if (next.Hand is not Hand.Committed && !decision.Actions.OfType<AgentAction.Launch>().Any())
            DropPrepared();
        foreach (var action in decision.Actions)
            Act(action);
        if (before != Word(_state.Hand) && ReferenceEquals(next, _state))
            Send(Heartbeat());
    }

    /// <summary>Writes what has to last. Only a start needs that to succeed: all else is true whether it is on disk or not, and goes on from memory.</summary>
    private bool TryWrite(AgentDecision decision, AgentState next, out string why)
    {
        why = "";
        foreach (var ended in decision.Events.OfType<AgentEvent.Ended>())
            if (ended.Unasked is { } unasked)
            {
                _outcomes.Keep(ended.Job, new AgentMessage.Aborted(ended.Job.Value) { Detail = unasked });
                outputs.Forget(ended.Job);
            }
        var durable = decision.Events.Where(e => e.IsDurable).ToList();
        if (durable.Count == 0)
            return true;
        try
        {
            disk.Append(durable, next);
            return true;
        }
        catch (IOException not)
        {
            log.Error($"the state directory cannot be written: {not.Message}");
            why = $"the agent cannot write its state: {not.Message}";
            return !durable.OfType<AgentEvent.Started>().Any();
        }
    }

    private void Act(AgentAction action)
    {
        switch (action)
        {
            case AgentAction.Check(var job, var order):
                _toCheck = (job, order, _asked!);
                break;
            case AgentAction.Launch(var job):
                var prepared = _prepared!;
                _prepared = null;
                if (prepared.Order.Capture)
                    outputs.Begin(job);
                _start = new(time);   // before there is a process: a command never ran shorter than is told
                if (runner.Start(job, prepared) is { } failure)
                    EndWith(job, failure);
                break;
            case AgentAction.Kill(var job):
                runner.Kill(job);
                break;
            case AgentAction.AckCommit(var job):
                log.Info($"job {job}: committed");
                Send(new AgentMessage.AckCommit(job.Value));
                break;
            case AgentAction.NackCommit(var job, var no):
                log.Warn($"job {job}: commit refused: {no.Detail ?? NackReasonNames.NameOf(no.Reason)}");
                Send(new AgentMessage.NackCommit(job.Value) { Reason = NackReasonNames.NameOf(no.Reason), Detail = Outcomes.Short(no.Detail) });
                break;
            case AgentAction.AckRun(var job, var startedAt):
                log.Info($"job {job}: running");
                Send(new AgentMessage.AckRun(job.Value) { StartedAt = startedAt });
                break;
            case AgentAction.NackRun(var job, var no):
                log.Warn($"job {job}: run refused: {no.Detail ?? NackReasonNames.NameOf(no.Reason)}");
                Send(new AgentMessage.NackRun(job.Value) { Reason = NackReasonNames.NameOf(no.Reason), Detail = Outcomes.Short(no.Detail) });
                break;
            case AgentAction.Aborted(var job):
                if (job is { } dropped && !_state.Unreceipted.Contains(dropped))
                    outputs.Forget(dropped);
                Send(new AgentMessage.Aborted(job?.Value));
                break;
            case AgentAction.SendOutcome(var job):
                _link?.Send(() => _outcomes.Frame(job));
                break;
            case AgentAction.ForgetOutcome(var job):
                _outcomes.Forget(job);
                outputs.Forget(job);
                break;
        }
    }

    /// <summary>No other signal is taken in meanwhile: what a supervisor needs to get ready is some milliseconds.</summary>
    private async Task CheckAsync(JobId job, string order, ServerMessage.Commit commit)
    {
        _toCheck = null;
        var (prepared, no) = _checks.Check(commit);
        if (prepared is not null && _outcomes.Reserve(job) is { } full)
        {
            prepared.Dispose();
            (prepared, no) = (null, new(NackReason.StateNotWritable, full));
        }
        DropPrepared();
        _prepared = prepared;
        if (prepared is not null)
            no = await runner.PrepareAsync(prepared);
        Feed(new AgentInput.Checked(job, order, no));
        if (_state.Hand.JobInHand != job)
            _outcomes.Release(job);
    }

    private void DropPrepared()
    {
        if (_state.Hand is Hand.Committed || _prepared is null)
            return;
        _prepared.Dispose();
        _prepared = null;
    }

    private AgentMessage.Hello Hello() => new(settings.Current.Node, incarnation, ProductVersion.Text)
    {
        Platform = RuntimeInformation.RuntimeIdentifier,
        JobId = _state.Hand.JobInHand?.Value,
        JobState = Word(_state.Hand),
        Outcomes = [.. _state.Unreceipted.Select(job => job.Value)],
        SettingsFault = settings.Fault,
    };

    private AgentMessage.Heartbeat Heartbeat() => new(Word(_state.Hand), _state.Hand.JobInHand?.Value)
    {
        Outcomes = [.. _state.Unreceipted.Select(job => job.Value)],
        SettingsFault = settings.Fault,
    };

    private void Send(AgentMessage message) => _link?.Send(() => AgentLinkJson.Write(message));

    private static AgentJobState Word(Hand hand) => hand switch
    {
        Hand.Idle => AgentJobState.Idle,
        Hand.Committed => AgentJobState.Committed,
        _ => AgentJobState.Running,
    };

    private static string OrderText(ServerMessage.Commit commit) => Convert.ToHexString(SHA256.HashData(AgentLinkJson.Write(
        commit with { Traceparent = null, RunTimeout = null, Env = commit.Env is { } env ? new SortedDictionary<string, string>(env.ToDictionary(), StringComparer.Ordinal) : null })));
}
