extern alias chaos;
using chaos::Pushy.Chaos.Truth;

namespace Pushy.EndToEnd.Tests.Chaos;

/// <summary>A chaos run finds nothing unless its comparison can find something.</summary>
public sealed class NodeVerdictTests
{
    private const string Start = "start j n node1 100 12.50", End = "end j n node1 100 13.10 ";
    private static readonly NodePlan Usual = new(MayTimeOut: false, MayBeAborted: false, AgentDied: false);

    public static TheoryData<string[], NodeTold> True => new()
    {
        { [Start, End + "0"], new("succeeded", "succeeded", 0, null) },
        { [Start, End + "7"], new("failed", "exit_status", 7, null) },
        { [Start, End + "256"], new("failed", "killed_by_signal", null, 9) },
        { [], new("nacked", "busy", null, null) },
        { [], new("unavailable", "offline", null, null) },
        { [], new("was_ready", "quorum_failed", null, null) },
    };

    public static TheoryData<FindingKind, string[], NodeTold> Wrong => new()
    {
        { FindingKind.Twice, [Start, End + "0", "start j n node1 101 14.00"], new("succeeded", "succeeded", 0, null) },
        { FindingKind.Twice, [Start, "start j n node1 101 14.00"], new("crashed", "lost_job", null, null) },
        { FindingKind.False, [Start, End + "7"], new("succeeded", "succeeded", 0, null) },
        { FindingKind.False, [Start, End + "0"], new("failed", "exit_status", 7, null) },
        { FindingKind.False, [Start, End + "6"], new("failed", "exit_status", 7, null) },
        { FindingKind.False, [Start, End + "256"], new("failed", "exit_status", 0, null) },
        { FindingKind.False, [], new("succeeded", "succeeded", 0, null) },
        { FindingKind.False, [Start], new("succeeded", "succeeded", 0, null) },
        { FindingKind.False, [Start, End + "0"], new("nacked", "busy", null, null) },
        { FindingKind.False, [Start], new("unavailable", "vote_timeout", null, null) },
        { FindingKind.False, [Start], new("was_ready", "quorum_failed", null, null) },
        { FindingKind.False, [Start], new("timed_out", "run_timeout", null, null) },
        { FindingKind.False, [Start], new("aborted", "aborted_by_user", null, null) },
        { FindingKind.Missing, [Start, End + "0"], new("crashed", "connection_lost", null, null) },
        { FindingKind.Missing, [Start, End + "0"], new("running", null, null, null) },
        { FindingKind.Missing, [], new("new", null, null, null) },
    };

    [Theory]
    [MemberData(nameof(True))]
    public void What_was_told_as_it_happened_is_right(string[] ledger, NodeTold told) => Assert.Null(Verdict(ledger, told, Usual));

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_was_told_otherwise_is_found(FindingKind kind, string[] ledger, NodeTold told) => Assert.Equal(kind, Verdict(ledger, told, Usual)?.Kind);

    [Fact]
    public void A_node_may_crash_time_out_or_be_aborted_where_there_was_a_reason()
    {
        Assert.Null(Verdict([Start], new("crashed", "lost_job", null, null), Usual with { AgentDied = true }));
        Assert.Null(Verdict([Start], new("timed_out", "run_timeout", null, null), Usual with { MayTimeOut = true }));
        Assert.Null(Verdict([Start], new("aborted", "aborted_by_user", null, null), Usual with { MayBeAborted = true }));
    }

    [Fact]
    public void A_ledger_with_a_torn_line_is_no_ledger() => Assert.Throws<FormatException>(() => new RunLedger([Start, "end j n no"]));

    private static (FindingKind Kind, string Text)? Verdict(string[] ledger, NodeTold told, NodePlan plan) => NodeVerdict.Of(told, new RunLedger(ledger).Of("n", "node1"), plan);
}
