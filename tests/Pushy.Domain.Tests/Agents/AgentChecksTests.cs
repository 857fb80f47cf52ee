using Pushy.Domain.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Agents;

using static AgentAction;
using static AgentEvent;
using static AgentInput;

/// <summary>A commit that came twice is checked twice, and the second check may end at any time.</summary>
public sealed class AgentChecksTests
{
    private static readonly JobId J1 = new("j1");
    private static readonly AgentRefusal Held = new(NackReason.LockHeld, "held");
    private static readonly AgentEvent[] CommittedToJ1 = [new Committed(J1, "a", Some.Noon)];
    private static readonly AgentEvent[] StartingJ1 = [.. CommittedToJ1, new Started(J1, Some.Noon)];
    private static readonly AgentEvent[] EndedJ1 = [.. StartingJ1, new ProcessSeen(J1, Some.Noon), new Ended(J1, true, null)];
    private static readonly AgentEvent[] ReceiptedJ1 = [.. EndedJ1, new Receipted(J1)];

    [Fact]
    public void A_second_check_while_committed_is_a_second_yes()
    {
        Assert.Equal(new AckCommit(J1), Assert.Single(Decide(CommittedToJ1, new Checked(J1, "a", null)).Actions));
        Assert.Equal(new AckCommit(J1), Assert.Single(Decide(CommittedToJ1, new Checked(J1, "a", Held)).Actions));
    }

    [Fact]
    public void A_second_check_after_the_start_is_answered_already()
    {
        foreach (var history in new[] { StartingJ1, EndedJ1, ReceiptedJ1 })
            foreach (var no in new[] { null, Held })
                Assert.Equivalent(AgentDecision.Nothing, Decide(history, new Checked(J1, "a", no)), strict: true);
    }

    private static AgentDecision Decide(AgentEvent[] history, AgentInput input) =>
        AgentRules.Decide(history.Aggregate(AgentState.Initial, AgentRules.Evolve), input, Some.Noon);
}
