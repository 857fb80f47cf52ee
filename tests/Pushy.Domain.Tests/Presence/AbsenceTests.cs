using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;
using static Pushy.Domain.Presence.AbsenceVerdict;

namespace Pushy.Domain.Tests.Presence;

public sealed class AbsenceTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan VoteWindow = TimeSpan.FromSeconds(60);
    private static readonly PresenceState Lost = new PresenceState.Offline(DownReason.ConnectionLost, Some.Noon);
    private static readonly PresenceState Stopped = new PresenceState.Offline(DownReason.AgentStopped, Some.Noon);

    [Fact]
    public void A_node_that_is_known_not_to_be_there_is_down_at_once()
    {
        Assert.Equal(new Down(DownReason.NeverSeen), FirstAsk(PresenceState.Initial, settling: 0));
        Assert.Equal(new Down(DownReason.Offline), FirstAsk(Lost, settling: 0));
    }

    [Fact]
    public void While_presence_settles_a_node_that_was_not_heard_of_or_was_lost_has_time_to_come()
    {
        Assert.Equal(new Wait(TimeSpan.FromSeconds(12), DownReason.NeverSeen), FirstAsk(PresenceState.Initial, settling: 12));
        Assert.Equal(new Wait(TimeSpan.FromSeconds(12), DownReason.Offline), FirstAsk(Lost, settling: 12));
    }

    [Fact]
    public void It_has_the_grace_of_a_vote_at_least() =>
        Assert.Equal(new Wait(Grace, DownReason.NeverSeen), FirstAsk(PresenceState.Initial, settling: 1));

    [Fact]
    public void The_wait_ends_before_the_vote_closes()
    {
        Assert.Equal(new Wait(TimeSpan.FromSeconds(1.75), DownReason.NeverSeen), FirstAsk(PresenceState.Initial, settling: 12, closes: 2));
        Assert.Equal(new Down(DownReason.NeverSeen), FirstAsk(PresenceState.Initial, settling: 12, closes: 0.25));
    }

    [Fact]
    public void An_agent_that_was_stopped_in_good_order_is_not_waited_for()
    {
        Assert.Equal(new Down(DownReason.Offline), FirstAsk(Stopped, settling: 12));
        Assert.Equal(new Down(DownReason.AgentStopped), Judge(new Absence(Stopped, TimeSpan.FromSeconds(12), IsFirstAsk: false, HasJustLeft: true)));
    }

    [Fact]
    public void A_node_that_was_there_has_the_grace_that_its_job_gives()
    {
        Assert.Equal(new Wait(Grace, DownReason.ConnectionLost), Judge(new Absence(Lost, TimeSpan.Zero, IsFirstAsk: false, HasJustLeft: true)));
        Assert.Equal(new Wait(Grace, DownReason.ConnectionLost), Judge(new Absence(Lost, TimeSpan.Zero, IsFirstAsk: true, HasJustLeft: true)));
    }

    [Fact]
    public void A_node_that_was_there_has_longer_while_presence_settles_for_only_its_host_may_be_lost()
    {
        Assert.Equal(new Wait(TimeSpan.FromSeconds(12), DownReason.ConnectionLost), Judge(new Absence(PresenceState.Initial, TimeSpan.FromSeconds(12), IsFirstAsk: false, HasJustLeft: false)));
        Assert.Equal(new Wait(TimeSpan.FromSeconds(12), DownReason.ConnectionLost), Judge(new Absence(Lost, TimeSpan.FromSeconds(12), IsFirstAsk: false, HasJustLeft: true)));
        Assert.Equal(new Wait(Grace, DownReason.ConnectionLost), Judge(new Absence(Lost, TimeSpan.FromSeconds(1), IsFirstAsk: false, HasJustLeft: true)));
    }

    [Fact]
    public void That_wait_ends_before_the_vote_closes_but_is_never_shorter_than_the_grace()
    {
        var lost = new Absence(Lost, TimeSpan.FromSeconds(12), IsFirstAsk: false, HasJustLeft: true);
        Assert.Equal(new Wait(TimeSpan.FromSeconds(7.75), DownReason.ConnectionLost), Absences.Judge(lost, Grace, TimeSpan.FromSeconds(8)));
        Assert.Equal(new Wait(Grace, DownReason.ConnectionLost), Absences.Judge(lost, Grace, TimeSpan.FromSeconds(2)));
    }

    private static AbsenceVerdict FirstAsk(PresenceState state, double settling, double closes = 60) =>
        Absences.Judge(new Absence(state, TimeSpan.FromSeconds(settling), IsFirstAsk: true, HasJustLeft: false), Grace, TimeSpan.FromSeconds(closes));

    private static AbsenceVerdict Judge(Absence absence) => Absences.Judge(absence, Grace, VoteWindow);
}
