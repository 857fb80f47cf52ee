using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using static Pushy.Domain.Jobs.JobCommand;
using static Pushy.Domain.Jobs.JobEvent;
using static Pushy.Domain.Tests.Jobs.JobScenario;

namespace Pushy.Domain.Tests.Jobs;

public sealed class JobRunningTests
{
    private static readonly JobEvent[] Started =
    [
        new Submitted(Some.Spec(), Some.Noon, Some.Noon.AddSeconds(60)),
        new NodeReady(Some.Web1, Some.Noon),
        new NodeReady(Some.Web2, Some.Noon),
        new QuorumReached(Some.Noon, Some.Noon.AddSeconds(3600)),
    ];

    private static readonly JobEvent Web1Runs = new NodeStarted(Some.Web1, Some.Noon, null);
    private static readonly JobEvent Web2Failed = new NodeEnded(Some.Web2, new NodeEnding.Ended(Some.Failure), Some.Noon);

    [Fact]
    public void A_node_that_says_it_runs_is_running() =>
        Given(Started).When(Some.Web1, new NodeReport.AckRun(Some.Noon)).Then(new NodeStarted(Some.Web1, Some.Later, Some.Noon));

    [Fact]
    public void A_node_starts_once() => Given([.. Started, Web1Runs]).When(Some.Web1, new NodeReport.AckRun(Some.Noon)).ThenNothing();

    [Fact]
    public void A_late_vote_of_a_node_that_runs_is_a_duplicate() =>
        Given([.. Started, Web1Runs]).When(Some.Web1, NodeReport.AckCommit.Instance).ThenNothing();

    [Fact]
    public void An_outcome_is_kept_whole() =>
        Given([.. Started, Web1Runs]).When(Some.Web1, new NodeReport.Outcome(Some.Failure))
            .Then(new NodeEnded(Some.Web1, new NodeEnding.Ended(Some.Failure), Some.Later));

    [Fact]
    public void An_outcome_counts_though_the_word_that_it_runs_was_lost() =>
        Given(Started).When(Some.Web1, new NodeReport.Outcome(Some.Success))
            .Then(new NodeEnded(Some.Web1, new NodeEnding.Ended(Some.Success), Some.Later));

    [Fact]
    public void The_last_outcome_completes_the_job_whatever_the_mix() =>
        Given([.. Started, Web2Failed]).When(Some.Web1, new NodeReport.Outcome(Some.Success))
            .Then(new NodeEnded(Some.Web1, new NodeEnding.Ended(Some.Success), Some.Later), new Completed(Some.Later));

    [Fact]
    public void An_outcome_is_never_replaced() => Given([.. Started, Web2Failed]).When(Some.Web2, new NodeReport.Outcome(Some.Success)).ThenNothing();

    [Fact]
    public void A_crash_is_never_replaced_by_a_late_outcome() =>
        Given([.. Started, new NodeEnded(Some.Web1, new NodeEnding.DownWhileRunning(DownReason.ConnectionLost), Some.Noon)])
            .When(Some.Web1, new NodeReport.Outcome(Some.Success)).ThenNothing();

    [Fact]
    public void A_node_that_is_done_and_then_goes_down_stays_done() =>
        Given([.. Started, Web2Failed]).When(Some.Web2, new NodeReport.Down(DownReason.ConnectionLost)).ThenNothing();

    [Fact]
    public void A_node_lost_after_the_quorum_has_crashed() =>
        Given(Started).When(Some.Web1, new NodeReport.Down(DownReason.ConnectionLost))
            .Then(new NodeEnded(Some.Web1, new NodeEnding.DownWhileRunning(DownReason.ConnectionLost), Some.Later));

    [Fact]
    public void A_node_that_refuses_to_run_is_nacked() =>
        Given(Started).When(Some.Web1, new NodeReport.NackRun(NackReason.LockHeld, null))
            .Then(new NodeEnded(Some.Web1, new NodeEnding.RunNacked(NackReason.LockHeld, null), Some.Later));

    [Fact]
    public void A_node_that_runs_and_then_refuses_has_crashed() =>
        Given([.. Started, Web1Runs]).When(Some.Web1, new NodeReport.NackRun(NackReason.Unstated, null))
            .Then(new NodeEnded(Some.Web1, new NodeEnding.RunNackedWhileRunning(NackReason.Unstated, null), Some.Later));

    [Fact]
    public void A_node_that_stops_unasked_has_crashed_in_its_own_words() =>
        Given([.. Started, Web1Runs]).When(Some.Web1, new NodeReport.Aborted("the agent was killed"))
            .Then(new NodeEnded(Some.Web1, new NodeEnding.BrokeOff("the agent was killed"), Some.Later));

    [Fact]
    public void A_node_that_knows_nothing_of_the_job_any_more_has_crashed() =>
        Given([.. Started, Web1Runs]).When(Some.Web1, NodeReport.LostJob.Instance)
            .Then(new NodeEnded(Some.Web1, new NodeEnding.LostJobWhileRunning(), Some.Later));

    [Fact]
    public void The_run_timeout_ends_the_job() => Given(Started).When(EndRun.Instance).Then(new TimedOut(Some.Later));

    [Fact]
    public void A_vote_timer_that_fires_late_changes_nothing() => Given(Started).When(CloseVote.Instance).ThenNothing();

    [Fact]
    public void A_user_can_abort_a_run() => Given(Started).When(new Abort("ann")).Then(new Aborted("ann", Some.Later));

    [Fact]
    public void An_abort_keeps_what_nodes_had_reached()
    {
        var job = After([.. Started, Web1Runs, Web2Failed, new Aborted("ann", Some.Later)]);

        Assert.Equal(JobStatus.Aborted, job.Status());
        Assert.Equal(NodeState.Aborted, job.Nodes.Find(Some.Web1)!.State);
        Assert.Equal(NodeState.Failed, job.Nodes.Find(Some.Web2)!.State);
        Assert.Equal(NodeDuty.Reset, NodeDuties.Of(job, job.Nodes.Find(Some.Web1)!));
        Assert.Equal(NodeDuty.None, NodeDuties.Of(job, job.Nodes.Find(Some.Web2)!));
    }

    [Fact]
    public void A_finished_job_takes_nothing_any_more()
    {
        JobEvent[] over = [.. Started, new TimedOut(Some.Noon)];
        Given(over).When(Some.Web1, new NodeReport.Outcome(Some.Success)).ThenNothing();
        Given(over).When(EndRun.Instance).ThenNothing();
        Given(over).When(new Abort("ann")).ThenNothing();
    }

    [Fact]
    public void The_time_of_the_status_is_that_of_its_last_change()
    {
        var job = After([.. Started, new NodeStarted(Some.Web1, Some.Later, null)]);

        Assert.Equal((Some.Noon, Some.Noon), (job.CreatedAt, job.Since));
        Assert.Equal(Some.Later, ((JobState.Known)Job.Evolve(job, new TimedOut(Some.Later))).Since);
    }

    [Fact]
    public void A_start_is_dated_by_the_nodes_clock_if_it_says_and_else_by_ours()
    {
        Assert.Equal(Some.Noon, After([.. Started, new NodeStarted(Some.Web1, Some.Later, Some.Noon)]).Nodes.Find(Some.Web1)!.Started);
        Assert.Equal(Some.Later, After([.. Started, new NodeStarted(Some.Web1, Some.Later, null)]).Nodes.Find(Some.Web1)!.Started);
    }

    [Fact]
    public void The_start_that_a_node_states_with_its_outcome_wins_over_the_one_that_was_noted()
    {
        var job = After([.. Started, Web1Runs, new NodeEnded(Some.Web1, new NodeEnding.Ended(Some.Success), Some.Later)]);

        var part = job.Nodes.Find(Some.Web1)!;
        Assert.Equal(Some.Success.StartedAt, part.Started);
        Assert.Equal(Some.Success.EndedAt, part.EndedAt);
    }

    private static JobState.Known After(JobEvent[] history) => (JobState.Known)history.Aggregate(JobState.Initial, Job.Evolve);
}
