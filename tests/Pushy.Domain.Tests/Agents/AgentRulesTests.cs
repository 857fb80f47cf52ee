using Pushy.Domain.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Agents;

using static AgentAction;
using static AgentEvent;
using static AgentInput;

public sealed class AgentRulesTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly JobId J1 = new("j1"), J2 = new("j2");

    private static readonly AgentEvent[] CommittedToJ1 = [new Committed(J1, "a", Noon)];
    private static readonly AgentEvent[] StartingJ1 = [.. CommittedToJ1, new Started(J1, Noon)];
    private static readonly AgentEvent[] RunningJ1 = [.. StartingJ1, new ProcessSeen(J1, Noon)];
    private static readonly AgentEvent[] EndedJ1 = [.. RunningJ1, new Ended(J1, true, null)];
    private static readonly AgentEvent[] ReceiptedJ1 = [.. EndedJ1, new Receipted(J1)];

    [Fact]
    public void The_start_is_a_durable_fact_before_the_launch()
    {
        var decision = Decide(CommittedToJ1, new Run(J1));
        Assert.True(Assert.IsType<Started>(Assert.Single(decision.Events)).IsDurable);
        Assert.IsType<Launch>(Assert.Single(decision.Actions));
    }

    [Fact]
    public void A_commit_with_the_same_id_but_another_order_is_refused() =>
        Assert.Equal(NackReason.Busy, Assert.IsType<NackCommit>(Only(CommittedToJ1, new Commit(J1, "b"))).Why.Reason);

    [Fact]
    public void A_run_while_the_process_is_being_started_is_answered_once_it_is_there()
    {
        Assert.Empty(Decide(StartingJ1, new Run(J1)).Actions);
        Assert.IsType<AckRun>(Only(StartingJ1, new ProcessStarted(J1)));
    }

    [Theory]
    [InlineData("commit")]
    [InlineData("run")]
    public void What_is_asked_about_a_job_whose_outcome_waits_is_answered_with_the_outcome(string what) =>
        Assert.Equal(new SendOutcome(J1), Only(EndedJ1, what == "run" ? new Run(J1) : new Commit(J1, "a")));

    [Fact]
    public void A_job_that_ran_and_was_taken_over_is_never_started_again()
    {
        Assert.IsType<NackCommit>(Only(ReceiptedJ1, new Commit(J1, "a")));
        Assert.IsType<NackRun>(Only(ReceiptedJ1, new Run(J1)));
        Assert.IsType<NackRun>(Only([.. ReceiptedJ1, new Committed(J2, "a", Noon)], new Run(J1)));
    }

    [Fact]
    public void A_restart_while_the_command_ran_ends_the_job_as_aborted_with_a_reason_until_it_has_a_receipt()
    {
        AgentEvent[] onDisk = [new Started(J1, Noon)];
        var ended = Assert.IsType<Ended>(Assert.Single(Decide(onDisk, Restarted.Instance).Events));
        Assert.Equal((true, AgentRules.RestartedWhileRunning), (ended.AwaitsReceipt, ended.Unasked));

        AgentEvent[] after = [.. onDisk, ended];
        Assert.Equal(new SendOutcome(J1), Only(after, Linked.Instance));
        Assert.Equal(new SendOutcome(J1), Only(after, new Run(J1)));
        Assert.Empty(Decide([.. after, new Receipted(J1)], Linked.Instance).Actions);
    }

    [Fact]
    public void A_receipt_is_noted_once()
    {
        Assert.Equal(new ForgetOutcome(J1), Only(EndedJ1, new Receipt(J1)));
        Assert.Equal(AgentDecision.Nothing, Decide(ReceiptedJ1, new Receipt(J1)));
    }

    [Fact]
    public void An_abort_is_answered_only_when_every_process_is_dead()
    {
        var asked = Decide(RunningJ1, new Abort(null));
        Assert.Equal(new Kill(J1), Assert.Single(asked.Actions));
        AgentEvent[] stopping = [.. RunningJ1, .. asked.Events];
        Assert.Equal(AgentDecision.Nothing, Decide(stopping, new Abort(J1)));
        Assert.Equal(new Aborted(J1), Only(stopping, new ProcessKilled(J1, null)));
    }

    [Fact]
    public void A_command_that_ends_while_it_is_being_killed_counts_as_aborted() =>
        Assert.Equal(AgentDecision.Nothing, Decide([.. RunningJ1, new StopBegun(J1, null)], new ProcessEnded(J1)));

    [Fact]
    public void A_supervisor_that_dies_ends_the_job_with_a_reason() =>
        Assert.Equal("it died", Assert.IsType<Ended>(Assert.Single(Decide(RunningJ1, new ProcessKilled(J1, "it died")).Events)).Unasked);

    [Fact]
    public void An_agent_that_is_stopped_says_why_its_job_ended()
    {
        var stop = Decide(RunningJ1, Stop.Instance);
        Assert.Equal(new Kill(J1), Assert.Single(stop.Actions));
        var killed = Decide([.. RunningJ1, .. stop.Events], new ProcessKilled(J1, null));
        Assert.Equal(AgentRules.StoppedWhileRunning, Assert.IsType<Ended>(Assert.Single(killed.Events)).Unasked);
    }

    [Fact]
    public void A_start_that_cannot_be_written_is_a_no_and_the_agent_is_free_again()
    {
        var decision = Decide(CommittedToJ1, new StartNotWritten(J1, "disk full"));
        Assert.Equal(NackReason.StateNotWritable, Assert.IsType<NackRun>(Assert.Single(decision.Actions)).Why.Reason);
        Assert.IsType<Hand.Idle>(After([.. CommittedToJ1, .. decision.Events]).Hand);
    }

    [Fact]
    public void A_commitment_is_dropped_after_ten_minutes_without_any_link_and_not_before()
    {
        Assert.Empty(Decide(CommittedToJ1, new Unlinked(TimeSpan.FromSeconds(599))).Events);
        Assert.IsType<CommitmentDropped>(Assert.Single(Decide(CommittedToJ1, new Unlinked(TimeSpan.FromMinutes(10))).Events));
        Assert.Empty(Decide(RunningJ1, new Unlinked(TimeSpan.FromHours(10))).Events);
    }

    [Fact]
    public void A_clock_that_is_set_ahead_drops_no_commitment() =>
        Assert.Empty(AgentRules.Decide(After(CommittedToJ1), new Unlinked(TimeSpan.FromSeconds(10)), Noon.AddHours(1)).Events);

    [Fact]
    public void With_too_many_outcomes_waiting_no_job_is_accepted()
    {
        var state = AgentState.Initial with { Unreceipted = [.. Enumerable.Range(0, AgentState.MaxUnreceipted).Select(n => new JobId($"{n}"))] };
        Assert.IsType<NackCommit>(Assert.Single(AgentRules.Decide(state, new Commit(J1, "a"), Noon).Actions));
    }

    [Fact]
    public void The_memory_of_started_jobs_is_bounded_and_forgets_the_oldest()
    {
        var started = Enumerable.Range(0, AgentState.MaxStarted + 1).Select(n => new JobId($"{n}")).Aggregate(StartedJobs.None, (all, job) => all.With(job));
        Assert.Equal(AgentState.MaxStarted, started.Count);
        Assert.False(started.Contains(new JobId("0")));
        Assert.True(started.Contains(new JobId("1")));
        Assert.Same(started, started.With(new JobId("1")));
    }

    public static TheoryData<int, int> Every()
    {
        Assert.Equal(Cases<Hand>(), Hands.Select(h => After(h).Hand.GetType()));
        Assert.Equal(Cases<AgentInput>(), Inputs.Select(i => i.GetType()).Distinct());
        var all = new TheoryData<int, int>();
        for (var hand = 0; hand < Hands.Length; hand++)
            for (var input = 0; input < Inputs.Length; input++)
                all.Add(hand, input);
        return all;
    }

    [Theory, MemberData(nameof(Every))]
    public void Every_input_is_decided_in_every_state_and_its_repetition_adds_nothing(int hand, int input)
    {
        var before = After(Hands[hand]);
        var once = AgentRules.Decide(before, Inputs[input], Noon).Events.Aggregate(before, AgentRules.Evolve);
        Assert.Empty(AgentRules.Decide(once, Inputs[input], Noon).Events);
    }

    private static readonly AgentEvent[][] Hands =
        [[], CommittedToJ1, StartingJ1, RunningJ1, [.. RunningJ1, new StopBegun(J1, null)]];

    private static readonly AgentInput[] Inputs =
    [
        new Commit(J1, "a"), new Commit(J2, "b"), new Checked(J1, "a", null), new Checked(J2, "b", new(NackReason.Busy, "no")),
        new Run(J1), new Run(J2), new Abort(null), new Abort(J1), new Abort(J2), new Receipt(J1), Linked.Instance, new Unlinked(TimeSpan.Zero),
        new ProcessStarted(J1), new ProcessEnded(J1), new ProcessKilled(J1, null), new ProcessKilled(J1, "gone"),
        new StartNotWritten(J1, "full"), Restarted.Instance, Stop.Instance,
    ];

    private static AgentState After(params AgentEvent[] history) => history.Aggregate(AgentState.Initial, AgentRules.Evolve);

    private static AgentDecision Decide(AgentEvent[] history, AgentInput input) => AgentRules.Decide(After(history), input, Noon);

    private static AgentAction Only(AgentEvent[] history, AgentInput input) => Assert.Single(Decide(history, input).Actions);

    private static Type[] Cases<T>() => [.. typeof(T).GetNestedTypes().Where(typeof(T).IsAssignableFrom)];
}
