using System.Collections.Immutable;
using CsCheck;
using Pushy.Domain.Clustering;

namespace Pushy.Domain.Tests.Clustering;

/// <summary>Which hosts stay. Hosts are named by letters in the order of their starts: A is the oldest.</summary>
public sealed class RefereeTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public void Where_all_is_well_nobody_goes() => Assert.Empty(Judge("A", Host("A"), Host("B"), Host("C")));

    [Fact]
    public void The_last_host_of_three_goes_on_alone_when_the_others_are_dead() =>
        Assert.Equal(["A", "B"], Judge("C", Host("A", silent: 3), Host("B", silent: 3.1), Host("C", "A", "B")));

    [Fact]
    public void While_a_host_may_be_dead_nobody_goes_because_it_cannot_be_reached()
    {
        Assert.Empty(Judge("C", Host("A", silent: 2.9), Host("B"), Host("C", "A")));
        Assert.Empty(Judge("C", Host("A", silent: 1.5), Host("B"), Host("C", "A")));
        Assert.Equal(["C"], Judge("C", Host("A", silent: 1.4), Host("B"), Host("C", "A")));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("B")]
    [InlineData("C")]
    public void Of_a_pair_that_is_cut_the_younger_goes_whoever_judges(string judge)
    {
        Assert.Equal(["B"], Judge(judge, Host("A", "B"), Host("B", "A"), Host("C")));
        Assert.Equal(["C"], Judge(judge, Host("A"), Host("B", "C"), Host("C", "B")));
    }

    [Fact]
    public void A_cut_that_only_one_end_sees_is_one_too()
    {
        Assert.Equal(["B"], Judge("C", Host("A", "B"), Host("B"), Host("C")));
        Assert.Equal(["B"], Judge("C", Host("A"), Host("B", "A"), Host("C")));
    }

    [Fact]
    public void Who_has_lost_most_goes_however_old()
    {
        Assert.Equal(["A"], Judge("B", Host("A", "B", "C"), Host("B", "A"), Host("C", "A")));
        Assert.Equal(["D", "E"], Judge("A", Host("A", "D", "E"), Host("B", "D", "E"), Host("C", "D", "E"), Host("D", "A", "B", "C"), Host("E", "A", "B", "C")).Order());
        Assert.Equal(["A", "B"], Judge("C", Host("A", "C", "D", "E"), Host("B", "C", "D", "E"), Host("C"), Host("D"), Host("E")).Order());
    }

    [Fact]
    public void A_host_without_the_database_goes_later_than_a_dead_one()
    {
        Assert.Empty(Judge("B", Host("A", silent: 4.4), Host("B")));
        Assert.Equal(["A"], Judge("B", Host("A", silent: 4.5), Host("B")));
    }

    [Fact]
    public void After_the_database_was_away_for_all_the_first_to_write_again_takes_nobody_for_dead()
    {
        HostReport[] hosts = [Host("A", silent: 20), Host("B"), Host("C", silent: 20)];
        Assert.Empty(Referee.Judge("B", TimeSpan.FromSeconds(5.9), hosts));
        Assert.Equal(2, Referee.Judge("B", Referee.SteadyFor, hosts).Count);
    }

    [Fact]
    public void A_host_that_is_out_does_not_judge_and_is_not_put_out_again()
    {
        HostReport[] hosts = [Host("A"), Host("B", "A") with { IsOut = true }, Host("C", silent: 60)];
        Assert.Empty(Referee.Judge("B", Long, hosts));
        Assert.Equal(["C"], Judge("A", hosts));
    }

    [Fact]
    public void A_host_of_an_older_version_that_writes_seldom_has_longer()
    {
        Assert.Empty(Judge("A", Host("A", "B"), Host("B", silent: 9.9) with { Uid = 0 }));
        Assert.Equal(["B"], Judge("A", Host("A"), Host("B", silent: 10) with { Uid = 0 }));
    }

    [Fact]
    public void What_stays_can_reach_each_other_and_somebody_always_stays() => Gen.Bool.Array[36].Sample(cuts =>
    {
        string[] names = ["A", "B", "C", "D", "E", "F"];
        HostReport[] hosts = [.. names.Select((name, i) => Host(name, [.. names.Where((other, j) => i != j && cuts[(i * 6) + j])]))];

        var verdicts = names.Select(judge => string.Concat(Judge(judge, hosts).Order())).Distinct().ToList();

        Assert.Single(verdicts);   // whoever judges
        var left = hosts.Where(host => !verdicts[0].Contains(host.Address, StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(left);
        Assert.All(left, host => Assert.Empty(host.Unreachable.Intersect(left.Select(other => other.Address))));
    });

    [Fact]
    public void A_member_is_gone_when_its_start_was_put_out_and_not_when_only_the_start_before_was()
    {
        var row = Host("A") with { Uid = 7, IsOut = true };
        Assert.True(Referee.IsGone(row, 7, isReachable: true));
        Assert.False(Referee.IsGone(row, 8, isReachable: false));
        Assert.False(Referee.IsGone(row with { IsOut = false }, 7, isReachable: false));
        Assert.False(Referee.IsGone(row with { Uid = 0 }, 7, isReachable: true));
        Assert.True(Referee.IsGone(row with { Uid = 0 }, 7, isReachable: false));
    }

    [Fact]
    public void A_member_that_is_not_in_the_register_is_gone_once_it_cannot_be_reached()
    {
        Assert.False(Referee.IsGone(null, 7, isReachable: true));
        Assert.True(Referee.IsGone(null, 7, isReachable: false));
    }

    private static IEnumerable<string> Judge(string self, params HostReport[] hosts) => Referee.Judge(self, Long, hosts).Select(gone => gone.Address);

    private static HostReport Host(string name, params string[] cutFrom) => new(name, name[0], TimeSpan.Zero, [.. cutFrom]) { Uid = name[0] };

    private static HostReport Host(string name, double silent) => Host(name) with { Silence = TimeSpan.FromSeconds(silent) };
}
