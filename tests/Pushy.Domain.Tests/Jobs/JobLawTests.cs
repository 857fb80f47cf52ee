using Pushy.Domain.Feeds;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Jobs;

/// <summary>What holds for every command in every state that a job over two nodes can reach. That all are decided and replayable is shown by reaching them.</summary>
public sealed class JobLawTests
{
    [Fact]
    public void Every_command_report_event_and_state_is_among_the_steps()
    {
        Cases.AreAllIn(EveryReachable.Reports);
        Cases.AreAllIn(EveryReachable.Steps.Select(step => step.Command));
        Cases.AreAllIn(EveryReachable.Steps.Select(step => step.Before));
        Cases.AreAllIn(EveryReachable.Steps.SelectMany(step => step.Decision.Events));
        Cases.AreAllIn(EveryReachable.Steps.SelectMany(step => step.Decision.Events).OfType<JobEvent.NodeEnded>().Select(ended => ended.How)
            .Concat([new NodeEnding.VoteTimeout(), new NodeEnding.QuorumFailed(), new NodeEnding.RunTimeout(), new NodeEnding.AbortedByUser("")]));   // of many nodes at once
    }

    [Fact]
    public void A_command_is_refused_or_leads_to_events_but_never_both() =>
        Each(step => Assert.True(step.Decision.Refusal is null || step.Decision.Events.IsEmpty));

    [Fact]
    public void Only_a_missing_or_existing_job_is_a_reason_to_refuse() =>
        Each(step => Assert.Equal(
            step switch { { Before: JobState.Missing, Command: not JobCommand.Submit } => Job.NoSuchJob, { Before: JobState.Known, Command: JobCommand.Submit } => Job.JobExists, _ => null },
            step.Decision.Refusal));

    [Fact]
    public void Repeating_a_command_adds_no_events() => Each(step => Assert.Empty(Job.Decide(step.After, step.Command, Some.Later).Events));

    [Fact]
    public void An_ended_part_never_changes_how_it_ended() =>
        EachPart((_, before, after) => Assert.True(before.Ending is null || before.Ending == after.Ending));

    [Fact]
    public void A_part_only_moves_forward() =>
        EachPart((_, before, after) => Assert.True(Rank(before) <= Rank(after)));

    [Fact]
    public void A_job_only_moves_forward_and_a_finished_one_stays_as_it_ended() => Each(step =>
    {
        Assert.True(Rank(step.Before) <= Rank(step.After));
        Assert.True(step.Before is not JobState.Finished over || step.After is JobState.Finished still && still.How == over.How && step.Decision.Events.IsEmpty);
    });

    [Fact]
    public void A_report_moves_no_other_node_while_the_job_goes_on() => EachPart((step, node, before, after) =>
        Assert.True(step.Before.GetType() != step.After.GetType() || step.Command is not JobCommand.Report report || report.Node == node || before == after));

    [Fact]
    public void Counts_always_add_up_to_the_nodes_targeted() => Each(step =>
    {
        if (step.After is not JobState.Known job)
            return;
        Assert.Equal(job.Spec.Nodes.Length, job.Nodes.Size);
        foreach (var state in Enum.GetValues<NodeState>())
            Assert.Equal(job.Spec.Nodes.Count(node => job.Nodes.Find(node)!.State == state), job.Nodes.Counts.Of(state));
    });

    [Fact]
    public void A_job_goes_on_exactly_as_long_as_a_node_may_still_change_it() => Each(step =>
    {
        if (step.After is JobState.Known job)
            Assert.Equal(
                job switch { JobState.Voting => true, JobState.Running => false, _ => default(bool?) },
                job.Nodes.Counts.Of(NodeState.New) > 0 ? true : job.Nodes.Counts.Live > 0 ? false : default(bool?));
    });

    [Fact]
    public void A_finished_job_owes_its_nodes_nothing_but_a_reset() => EachPart((step, _, after) =>
        Assert.True(step.After is not JobState.Finished job || NodeDuties.Of(job, after) is NodeDuty.None or NodeDuty.Reset));

    [Fact]
    public void A_live_part_always_has_a_duty() => EachPart((step, _, after) =>
        Assert.True(!after.State.IsLive() || NodeDuties.Of(step.After, after) is not NodeDuty.None and not NodeDuty.Reset));

    [Fact]
    public void Every_event_has_its_feed_and_the_end_of_a_job_is_told_exactly_once_and_last() => Each(step =>
    {
        var state = step.Before;
        List<FeedEvent> told = [];
        foreach (var @event in step.Decision.Events)
        {
            told.AddRange(JobFeed.Of(state, @event));
            state = Job.Evolve(state, @event);
        }

        var ends = step.Before is not JobState.Finished && step.After is JobState.Finished;
        Assert.Equal(ends ? 1 : 0, told.Count(news => news.Name == "job_complete"));
        Assert.True(!ends || told[^1].Name == "job_complete");
    });

    [Fact]
    public void An_event_that_cannot_follow_is_a_bug_and_says_so() =>
        Assert.Throws<InvalidOperationException>(() => Job.Evolve(JobState.Initial, new JobEvent.Completed(Some.Noon)));

    private static void Each(Action<Step> law)
    {
        foreach (var step in EveryReachable.Steps)
            try
            {
                law(step);
            }
            catch (Xunit.Sdk.XunitException broken)
            {
                Assert.Fail($"{step}\n{broken.Message}");
            }
    }

    private static void EachPart(Action<Step, NodePart, NodePart> law) => EachPart((step, _, before, after) => law(step, before, after));

    private static void EachPart(Action<Step, NodeName, NodePart, NodePart> law) => Each(step =>
    {
        if (step is { Before: JobState.Known before, After: JobState.Known after })
            foreach (var node in before.Spec.Nodes)
                law(step, node, before.Nodes.Find(node)!, after.Nodes.Find(node)!);
    });

    private static int Rank(NodePart part) => part switch { NodePart.New => 0, NodePart.Ready => 1, NodePart.Running => 2, NodePart.Ended => 3, _ => 4 };

    private static int Rank(JobState job) => job switch { JobState.Missing => 0, JobState.Voting => 1, JobState.Running => 2, _ => 3 };
}
