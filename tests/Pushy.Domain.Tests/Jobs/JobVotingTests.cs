using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using static Pushy.Domain.Jobs.JobCommand;
using static Pushy.Domain.Jobs.JobEvent;
using static Pushy.Domain.Tests.Jobs.JobScenario;

namespace Pushy.Domain.Tests.Jobs;

public sealed class JobVotingTests
{
    private static readonly JobEvent Open = new Submitted(Some.Spec(), Some.Noon, Some.Noon.AddSeconds(60));
    private static readonly JobEvent Web1Ready = new NodeReady(Some.Web1, Some.Noon);
    private static readonly DateTimeOffset RunEnds = Some.Later.AddSeconds(3600);

    [Fact]
    public void A_submitted_job_opens_its_vote_for_the_length_of_the_window() =>
        Given().When(new Submit(Some.Spec())).Then(new Submitted(Some.Spec(), Some.Later, Some.Later.AddSeconds(60)));

    [Fact]
    public void A_job_is_submitted_once() => Given(Open).When(new Submit(Some.Spec())).Then(Job.JobExists);

    [Fact]
    public void A_submission_that_comes_too_late_begins_nothing() =>
        Given().When(new Submit(Some.Spec()) { BeginBy = Some.Later.AddTicks(-1) }).Then(Job.TooLate);

    [Fact]
    public void A_submission_in_time_begins_a_job() =>
        Given().When(new Submit(Some.Spec()) { BeginBy = Some.Later }).Then(new Submitted(Some.Spec(), Some.Later, Some.Later.AddSeconds(60)));

    [Fact]
    public void Nothing_but_a_submission_reaches_a_job_that_nobody_submitted() =>
        Given().When(Some.Web1, NodeReport.AckCommit.Instance).Then(Job.NoSuchJob);

    [Fact]
    public void A_vote_is_noted_while_others_are_silent() =>
        Given(Open).When(Some.Web1, NodeReport.AckCommit.Instance).Then(new NodeReady(Some.Web1, Some.Later));

    [Fact]
    public void The_last_vote_starts_the_job_without_waiting_for_the_window() =>
        Given(Open, Web1Ready).When(Some.Web2, NodeReport.AckCommit.Instance)
            .Then(new NodeReady(Some.Web2, Some.Later), new QuorumReached(Some.Later, RunEnds));

    [Fact]
    public void A_repeated_vote_changes_nothing() => Given(Open, Web1Ready).When(Some.Web1, NodeReport.AckCommit.Instance).ThenNothing();

    [Fact]
    public void A_quorum_that_is_met_still_waits_for_the_silent() =>
        Given(new Submitted(Some.Spec(quorum: 1), Some.Noon, Some.Later)).When(Some.Web1, NodeReport.AckCommit.Instance)
            .Then(new NodeReady(Some.Web1, Some.Later));

    [Fact]
    public void A_refusal_keeps_the_agents_reason_and_words() =>
        Given(Open).When(Some.Web1, new NodeReport.NackCommit(NackReason.NotWhitelisted, "no rule for chef-client"))
            .Then(new NodeEnded(Some.Web1, new NodeEnding.Nacked(NackReason.NotWhitelisted, "no rule for chef-client"), Some.Later));

    [Fact]
    public void A_refusal_that_leaves_too_few_fails_the_quorum_once_all_have_answered() =>
        Given(Open, Web1Ready).When(Some.Web2, new NodeReport.NackCommit(NackReason.Busy, null))
            .Then(new NodeEnded(Some.Web2, new NodeEnding.Nacked(NackReason.Busy, null), Some.Later), new QuorumFailed(Some.Later));

    [Fact]
    public void A_vote_that_is_taken_back_counts_no_more() =>
        Given(Open, Web1Ready).When(Some.Web1, new NodeReport.NackCommit(NackReason.Stopping, null))
            .Then(new NodeEnded(Some.Web1, new NodeEnding.TookVoteBack(NackReason.Stopping, null), Some.Later));

    [Fact]
    public void A_node_that_goes_down_is_out_of_the_vote_with_the_reason() =>
        Given(Open, Web1Ready).When(Some.Web1, new NodeReport.Down(DownReason.ConnectionLost))
            .Then(new NodeEnded(Some.Web1, new NodeEnding.DownWhileVoting(DownReason.ConnectionLost), Some.Later));

    [Fact]
    public void An_outcome_has_no_place_in_a_vote() =>
        Given(Open).When(Some.Web1, new NodeReport.Outcome(Some.Success))
            .Then(new NodeEnded(Some.Web1, new NodeEnding.OutOfTurnWhileVoting(), Some.Later));

    [Fact]
    public void A_silent_node_that_knows_nothing_of_the_job_may_still_get_its_commit() =>
        Given(Open).When(Some.Web1, NodeReport.LostJob.Instance).ThenNothing();

    [Fact]
    public void A_ready_node_that_lost_the_job_is_out() =>
        Given(Open, Web1Ready).When(Some.Web1, NodeReport.LostJob.Instance)
            .Then(new NodeEnded(Some.Web1, new NodeEnding.LostJobWhileVoting(), Some.Later));

    [Fact]
    public void Too_few_votes_when_the_window_closes_fail_the_quorum() =>
        Given(Open, Web1Ready).When(CloseVote.Instance).Then(new VoteClosed(Some.Later), new QuorumFailed(Some.Later));

    [Fact]
    public void Enough_votes_when_the_window_closes_start_the_job() =>
        Given(new Submitted(Some.Spec(quorum: 1), Some.Noon, Some.Later), Web1Ready).When(CloseVote.Instance)
            .Then(new VoteClosed(Some.Later), new QuorumReached(Some.Later, RunEnds));

    [Fact]
    public void A_quorum_of_none_with_nobody_ready_is_complete_at_once() =>
        Given(new Submitted(Some.Spec(quorum: 0), Some.Noon, Some.Later)).When(CloseVote.Instance)
            .Then(new VoteClosed(Some.Later), new QuorumReached(Some.Later, RunEnds), new Completed(Some.Later));

    [Fact]
    public void A_late_vote_shows_that_the_node_holds_the_job_and_marks_it_for_reset_once()
    {
        JobEvent refused = new NodeEnded(Some.Web1, new NodeEnding.Nacked(NackReason.Busy, null), Some.Noon);
        Given(Open, refused).When(Some.Web1, NodeReport.AckCommit.Instance).Then(new NodeStrayed(Some.Web1, Some.Later));
        Given(Open, refused, new NodeStrayed(Some.Web1, Some.Noon)).When(Some.Web1, NodeReport.AckCommit.Instance).ThenNothing();
    }

    [Fact]
    public void A_node_that_is_not_in_the_job_changes_nothing() => Given(Open).When(Some.Stranger, NodeReport.AckCommit.Instance).ThenNothing();

    [Fact]
    public void The_run_timeout_means_nothing_to_a_vote() => Given(Open).When(EndRun.Instance).ThenNothing();

    [Fact]
    public void A_user_can_abort_a_vote() => Given(Open).When(new Abort("ann")).Then(new Aborted("ann", Some.Later));
}
