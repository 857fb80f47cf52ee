using System.Collections.Immutable;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Agents;

using static AgentAction;
using static AgentEvent;
using static AgentInput;

/// <summary>What an agent does with a job: the table of agent.md §6 with its "O" entries. A job id once started is never started again.</summary>
public static class AgentRules
{
    /// <summary>How long a commitment is kept while no server can be reached; it may hold a lock that others wait for.</summary>
    public static readonly TimeSpan CommitmentWithoutLink = TimeSpan.FromMinutes(10);

    public const string RestartedWhileRunning = "the agent was restarted while the command ran";
    public const string StoppedWhileRunning = "the agent was stopped while the command ran";

    public static AgentDecision Decide(AgentState state, AgentInput input, DateTimeOffset now) => (state.Hand, input) switch
    {
        (_, Commit(var job, _)) when state.Unreceipted.Contains(job) => Do(new SendOutcome(job)),
        (Hand.Idle, Commit(var job, _)) when state.Started.Contains(job) => Do(new NackCommit(job, StartedBefore)),
        (Hand.Idle, Commit(var job, _)) when state.Unreceipted.Count >= AgentState.MaxUnreceipted => Do(new NackCommit(job, TooManyOutcomes)),
        (Hand.Idle, Commit(var job, var order)) => Do(new Check(job, order)),
        (Hand.Committed(var mine, var order), Commit(var job, var same)) when mine == job && order == same => Do(new AckCommit(job)),
        (Hand.Committed(var mine, _), Commit(var job, _)) when mine == job => Do(new NackCommit(job, OtherOrder)),
        ({ JobInHand: { } mine }, Commit(var job, _)) when mine == job => AgentDecision.Nothing,
        ({ JobInHand: { } mine }, Commit(var job, _)) => Do(new NackCommit(job, Busy(mine))),

        (_, Checked(var job, _, _)) when state.Started.Contains(job) => AgentDecision.Nothing,   // of a doubled commit: it was answered
        (Hand.Committed(var mine, var order), Checked(var job, var same, _)) when mine == job && order == same => Do(new AckCommit(job)),
        (Hand.Idle, Checked(var job, var order, null)) => Note(new Committed(job, order, now), new AckCommit(job)),
        (_, Checked(var job, _, { } no)) => Do(new NackCommit(job, no)),
        ({ JobInHand: { } mine }, Checked(var job, _, null)) => Do(new NackCommit(job, Busy(mine))),

        (_, Run(var job)) when state.Unreceipted.Contains(job) => Do(new SendOutcome(job)),
        (Hand.Committed(var mine, _), Run(var job)) when mine == job => Note(new Started(job, now), new Launch(job)),
        (Hand.Running(var mine, var at), Run(var job)) when mine == job => Do(new AckRun(job, at)),
        ({ JobInHand: { } mine }, Run(var job)) when mine == job => AgentDecision.Nothing,   // starting or stopping: the answer is under way
        (_, Run(var job)) when state.Started.Contains(job) => Do(new NackRun(job, StartedBefore)),
        (_, Run(var job)) => Do(new NackRun(job, NotCommitted(state.Hand))),

        (Hand.Idle, Abort(var job)) => Do(new Aborted(job)),
        ({ JobInHand: { } mine }, Abort({ } job)) when mine != job => Do(new Aborted(job)),
        (Hand.Committed(var mine, _), Abort) => Note(new CommitmentDropped(mine), new Aborted(mine)),
        (Hand.Starting or Hand.Running, Abort) => Note(new StopBegun(state.Hand.JobInHand!.Value, null), new Kill(state.Hand.JobInHand!.Value)),
        (Hand.Stopping, Abort) => AgentDecision.Nothing,

        (Hand.Starting(var mine), ProcessStarted(var job)) when mine == job => Note(new ProcessSeen(job, now), new AckRun(job, now)),
        (Hand.Starting or Hand.Running, ProcessEnded(var job)) when state.Hand.JobInHand == job => Note(new Ended(job, true, null), new SendOutcome(job)),
        (Hand.Starting or Hand.Running, ProcessKilled(var job, { } unasked)) when state.Hand.JobInHand == job => Lost(job, unasked),
        (Hand.Stopping(var mine, null), ProcessKilled(var job, _)) when mine == job => Note(new Ended(job, false, null), new Aborted(job)),
        (Hand.Stopping(var mine, { } unasked), ProcessKilled(var job, _)) when mine == job => Lost(job, unasked),
        (_, ProcessStarted or ProcessEnded or ProcessKilled) => AgentDecision.Nothing,       // of a job given up meanwhile

        (Hand.Committed(var mine, _), StartNotWritten(var job, var detail)) when mine == job =>
            Note(new CommitmentDropped(job), new NackRun(job, new(NackReason.StateNotWritable, detail))),
        (_, StartNotWritten) => AgentDecision.Nothing,

        (_, Receipt(var job)) when state.Unreceipted.Contains(job) => Note(new Receipted(job), new ForgetOutcome(job)),
        (_, Receipt) => AgentDecision.Nothing,

        (_, Linked) => new([], [.. state.Unreceipted.Select(job => new SendOutcome(job))]),
        (Hand.Committed(var job, _), Unlinked(var length)) when length >= CommitmentWithoutLink => Note(new CommitmentDropped(job)),
        (_, Unlinked) => AgentDecision.Nothing,

        (Hand.Committed(var job, _), Restarted) => Note(new CommitmentDropped(job)),
        ({ JobInHand: { } job }, Restarted) => Lost(job, RestartedWhileRunning),
        (_, Restarted) => AgentDecision.Nothing,

        (Hand.Committed(var job, _), Stop) => Note(new CommitmentDropped(job), new Aborted(job)),
        (Hand.Starting or Hand.Running, Stop) =>
            Note(new StopBegun(state.Hand.JobInHand!.Value, StoppedWhileRunning), new Kill(state.Hand.JobInHand!.Value)),
        (_, Stop) => AgentDecision.Nothing,

        _ => throw new InvalidOperationException($"{input.GetType().Name} has no answer in {state.Hand.GetType().Name}"),
    };

    public static AgentState Evolve(AgentState state, AgentEvent @event) => (state.Hand, @event) switch
    {
        (Hand.Idle, Committed(var job, var order, _)) => state with { Hand = new Hand.Committed(job, order) },
        (Hand.Committed, CommitmentDropped) => state with { Hand = Hand.Idle.Instance },
        (Hand.Committed or Hand.Idle, Started(var job, _)) =>            // idle: read back from disk, where commitments are not kept
            state with { Hand = new Hand.Starting(job), Started = state.Started.With(job) },
        (Hand.Starting, ProcessSeen(var job, var at)) => state with { Hand = new Hand.Running(job, at) },
        (Hand.Starting or Hand.Running, StopBegun(var job, var unasked)) => state with { Hand = new Hand.Stopping(job, unasked) },
        (not (Hand.Idle or Hand.Committed), Ended(var job, true, _)) =>
            state with { Hand = Hand.Idle.Instance, Unreceipted = state.Unreceipted.Add(job) },
        (not (Hand.Idle or Hand.Committed), Ended(_, false, _)) => state with { Hand = Hand.Idle.Instance },
        (_, Receipted(var job)) => state with { Unreceipted = state.Unreceipted.Remove(job) },
        _ => throw new InvalidOperationException($"{@event.GetType().Name} cannot follow {state.Hand.GetType().Name}"),
    };

    private static readonly AgentRefusal StartedBefore =
        new(NackReason.NotCommitted, "this job was started here before; a job is never started twice");

    private static readonly AgentRefusal OtherOrder =
        new(NackReason.Busy, "the agent is committed to this job with another command or other options");

    private static readonly AgentRefusal TooManyOutcomes =
        new(NackReason.Busy, $"{AgentState.MaxUnreceipted} outcomes wait for a server to take them over");

    private static AgentRefusal Busy(JobId mine) => new(NackReason.Busy, $"the agent is busy with job {mine}");

    private static AgentRefusal NotCommitted(Hand hand) => new(
        NackReason.NotCommitted,
        hand.JobInHand is { } mine ? $"the agent is busy with job {mine}" : "the agent has no job in hand");

    private static AgentDecision Lost(JobId job, string why) => Note(new Ended(job, true, why), new SendOutcome(job));

    private static AgentDecision Do(AgentAction action) => new([], [action]);

    private static AgentDecision Note(AgentEvent @event, params ImmutableArray<AgentAction> actions) => new([@event], actions);
}
