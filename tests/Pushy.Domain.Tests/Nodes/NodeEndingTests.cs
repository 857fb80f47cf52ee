using System.Text.RegularExpressions;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Nodes;

public sealed partial class NodeEndingTests
{
    private static readonly NodeEnding[] All =
    [
        .. Enum.GetValues<NackReason>().SelectMany(why => new NodeEnding[]
        {
            new NodeEnding.Nacked(why, null), new NodeEnding.TookVoteBack(why, null), new NodeEnding.RunNacked(why, null), new NodeEnding.RunNackedWhileRunning(why, null),
        }),
        .. Enum.GetValues<DownReason>().SelectMany(why => new NodeEnding[] { new NodeEnding.DownWhileVoting(why), new NodeEnding.DownWhileRunning(why) }),
        new NodeEnding.OutOfTurnWhileVoting(), new NodeEnding.VoteTimeout(), new NodeEnding.LostJobWhileVoting(), new NodeEnding.QuorumFailed(),
        new NodeEnding.Ended(Some.Success), new NodeEnding.Ended(Some.Failure),
        new NodeEnding.Ended(new CommandResult(false, null, 9, null, null, null)), new NodeEnding.Ended(new CommandResult(false, null, null, "no such program", null, null)),
        new NodeEnding.BrokeOff(null), new NodeEnding.BrokeOff("the agent was killed"), new NodeEnding.LostJobWhileRunning(), new NodeEnding.RunTimeout(),
        new NodeEnding.AbortedByUser("ann"),
    ];

    public static TheoryData<string> Words() => [.. All.Select(ending => ending.ToString()!)];

    [Fact]
    public void The_list_has_every_ending() => Cases.AreAllIn(All);

    [Theory, MemberData(nameof(Words))]
    public void Every_ending_has_a_code_a_sentence_and_a_final_state(string ending)
    {
        var one = All.First(candidate => candidate.ToString() == ending);

        Assert.Matches(Code(), one.Code());
        Assert.Matches(Sentence(), one.Sentence());
        Assert.DoesNotContain("..", one.Sentence(), StringComparison.Ordinal);
        Assert.False(one.State.IsLive());
    }

    [Fact]
    public void Every_final_state_has_an_ending() =>
        Assert.Equal(Enum.GetValues<NodeState>().Where(state => !state.IsLive()), All.Select(ending => ending.State).Distinct().Order());

    [Theory]
    [InlineData("cannot lock /run/x.lock", "The node refused the job: another program holds the lock of this command (cannot lock /run/x.lock).")]
    [InlineData("Cannot lock.\n", "The node refused the job: another program holds the lock of this command (Cannot lock).")]
    [InlineData("  ", "The node refused the job: another program holds the lock of this command.")]
    public void The_agents_own_words_are_part_of_the_sentence(string words, string sentence) =>
        Assert.Equal(sentence, new NodeEnding.Nacked(NackReason.LockHeld, words).Sentence());

    [Theory]
    [InlineData("")]
    [InlineData("The agent was killed.")]
    public void A_node_that_broke_off_may_say_why(string words) =>
        Assert.Matches(Sentence(), new NodeEnding.BrokeOff(words).Sentence());

    [Fact]
    public void A_signal_is_told_from_an_exit_code()
    {
        Assert.Equal("killed_by_signal", new NodeEnding.Ended(new CommandResult(false, null, 9, null, null, null)).Code());
        Assert.Equal("The command was ended by signal 9.", new NodeEnding.Ended(new CommandResult(false, null, 9, null, null, null)).Sentence());
        Assert.Equal("The command ended with exit code 3.", new NodeEnding.Ended(Some.Failure).Sentence());
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex Code();

    [GeneratedRegex(@"^(The|No|Nobody) [^\n]+[^.\s]\.$")]
    private static partial Regex Sentence();

    [Theory]
    [InlineData(NackReason.Unstated, "no process can be started", "The node refused the job: no process can be started.")]
    [InlineData(NackReason.Unstated, null, "The node refused the job: it gave no reason.")]
    [InlineData(NackReason.Busy, "with job 1", "The node refused the job: it is busy with another job (with job 1).")]
    public void Words_without_a_reason_are_the_reason(NackReason why, string? detail, string sentence) =>
        Assert.Equal(sentence, new NodeEnding.Nacked(why, detail).Sentence());
}
