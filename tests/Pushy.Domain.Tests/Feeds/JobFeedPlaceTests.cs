using Pushy.Domain.Feeds;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using static Pushy.Domain.Jobs.JobEvent;

namespace Pushy.Domain.Tests.Feeds;

public sealed class JobFeedPlaceTests
{
    [Fact]
    public void Events_are_numbered_from_one_on_through_everything_told()
    {
        var (first, place) = JobFeedPlace.Start.Tell([new Submitted(Some.Spec(1, Some.Web1), Some.Noon, Some.Later), new NodeReady(Some.Web1, Some.Later)]);
        var (second, end) = place.Tell([new QuorumReached(Some.Later, Some.Later), new NodeEnded(Some.Web1, new NodeEnding.Ended(Some.Success), Some.Later), new Completed(Some.Later)]);

        Assert.Equal(
            ["1 start", "2 quorum_vote", "3 quorum_succeeded", "4 run_start", "5 run_complete", "6 job_complete"],
            first.Concat(second).Select(entry => $"{entry.Number} {entry.Event.Name}"));
        Assert.Equal(6, end.Count);
        Assert.IsType<JobState.Finished>(end.Job);
    }

    [Fact]
    public void Of_two_in_one_microsecond_the_second_is_a_microsecond_later()
    {
        var at = Some.Noon.AddTicks(7);   // less than a microsecond
        var (told, _) = JobFeedPlace.Start.Tell([new Submitted(Some.Spec(), at, Some.Later), new NodeReady(Some.Web1, at), new NodeReady(Some.Web2, at.AddTicks(1))]);

        Assert.Equal([0, 1, 2], told.Select(entry => (entry.At - Some.Noon).Ticks / (double)TimeSpan.TicksPerMicrosecond));
    }

    [Fact]
    public void A_clock_set_back_does_not_turn_times_back()
    {
        var (told, _) = JobFeedPlace.Start.Tell([new Submitted(Some.Spec(), Some.Noon, Some.Later), new NodeReady(Some.Web1, Some.Noon.AddHours(-1)), new NodeReady(Some.Web2, Some.Later)]);

        Assert.Equal([Some.Noon, Some.Noon.AddMicroseconds(1), Some.Later], told.Select(entry => entry.At));
    }

    [Theory]
    [InlineData("job-1", 1L)]
    [InlineData("job-120", 120L)]
    [InlineData("job-0", null)]
    [InlineData("job-01", null)]
    [InlineData("job-", null)]
    [InlineData("job--1", null)]
    [InlineData("job- 1", null)]
    [InlineData("job-1 ", null)]
    [InlineData("JOB-1", null)]
    [InlineData("org-1", null)]
    [InlineData("job-9223372036854775808", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Only_an_id_as_it_is_written_has_a_number(string? id, long? number) => Assert.Equal(number, FeedId.NumberOf(FeedId.OfJob, id));
}
