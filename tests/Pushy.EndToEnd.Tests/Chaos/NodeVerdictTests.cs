extern alias chaos;
using chaos::Pushy.Chaos.Truth;

namespace Pushy.EndToEnd.Tests.Chaos;

/// <summary>A chaos run finds nothing unless its comparison can find something.</summary>
public sealed class NodeVerdictTests
{
    private const string Start = "start j n node1 100 12.50", End = "end j n node1 100 13.10 ";
    private static readonly NodePlan Usual = new(MayTimeOut: false, MayBeAborted: false, AgentDied: false);

    private static readonly NodePlan Undisturbed = Usual with { AgentWasTroubled = false };

    public static TheoryData<string[], NodeTold> True => new()
    {
        { [Start, End + "0"], new("succeeded", "succeeded", 0, null) },
        { [Start, End + "7"], new("failed", "exit_status", 7, null) },
        { [Start, End + "256"], new("failed", "killed_by_signal", null, 9) },
        { [], new("failed", "failed", null, null, WasStarted: false) },
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
        { FindingKind.False, [], new("failed", "failed", null, null) },
        { FindingKind.False, [Start, End + "7"], new("failed", "failed", null, null, WasStarted: false) },
        { FindingKind.False, [Start, End + "0"], new("nacked", "busy", null, null) },
        { FindingKind.False, [Start], new("unavailable", "vote_timeout", null, null) },
        { FindingKind.False, [Start], new("was_ready", "quorum_failed", null, null) },
        { FindingKind.Limit, [Start], new("timed_out", "run_timeout", null, null) },
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

    [Theory]
    [InlineData("offline")]
    [InlineData("never_seen")]
    [InlineData("vote_timeout")]
    public void A_node_told_unavailable_is_found_where_nothing_was_done_to_its_agent(string reason)
    {
        Assert.Equal(FindingKind.Unavailable, Verdict([], new("unavailable", reason, null, null), Undisturbed)?.Kind);
        Assert.Null(Verdict([], new("unavailable", reason, null, null), Undisturbed with { AgentWasTroubled = true }));
    }

    [Fact]
    public void A_node_that_is_being_reset_after_an_aborted_job_is_rightly_told_unavailable() =>
        Assert.Null(Verdict([], new("unavailable", "resetting", null, null), Undisturbed));

    [Theory]
    [InlineData("succeeded", 9)]
    [InlineData("timed_out", 9)]
    [InlineData("timed_out", 0.5)]
    public void A_command_that_ran_on_after_its_run_timeout_or_was_cut_before_it_is_found(string state, double ran)
    {
        var limited = Undisturbed with { MayTimeOut = true, Limit = 2 };

        var verdict = Verdict([Start, EndAfter(ran)], new(state, null, state == "succeeded" ? 0 : null, null), limited);

        Assert.Equal(FindingKind.Limit, verdict?.Kind);
    }

    [Fact]
    public void A_command_that_was_cut_near_its_run_timeout_was_cut_rightly()
    {
        var limited = Undisturbed with { MayTimeOut = true, Limit = 2 };

        Assert.Null(Verdict([Start], new("timed_out", "run_timeout", null, null), limited));
        Assert.Null(Verdict([Start, EndAfter(2.4)], new("timed_out", "run_timeout", null, null), limited));
    }

    [Theory]
    [InlineData("one\n[pushy: output cut off after 3 bytes; 4 more were dropped]\n", true)]
    [InlineData("\n[pushy: output cut off after 0 bytes; 7 more were dropped]\n", true)]
    [InlineData("one", false)]
    [InlineData("two\n[pushy: output cut off after 3 bytes; 4 more were dropped]\n", false)]
    public void Output_that_is_cut_off_has_to_say_so_and_to_be_what_was_printed_first(string told, bool isTrue) => Assert.Equal(isTrue, CutOutput.IsOf(told, "one two"));

    [Fact]
    public void A_ledger_with_a_torn_line_is_no_ledger() => Assert.Throws<FormatException>(() => new RunLedger([Start, "end j n no"]));

    private static string EndAfter(double seconds) => FormattableString.Invariant($"end j n node1 100 {12.5 + seconds:F2} 0");

    private static (FindingKind Kind, string Text)? Verdict(string[] ledger, NodeTold told, NodePlan plan) => NodeVerdict.Of(told, new RunLedger(ledger).Of("n", "node1"), plan);
}
