using Pushy.Agent.Link;

namespace Pushy.Agent.Tests;

/// <summary>In which order an agent tries its servers, and when it pauses.</summary>
public sealed class ServerRoundsTests
{
    private static readonly LinkEnd Silent = new(Refused: false, TimeSpan.Zero);
    private static readonly LinkEnd Refused = new(Refused: true, TimeSpan.Zero);
    private static readonly LinkEnd Good = new(Refused: false, Backoff.GoodLink);

    private readonly ServerRounds _rounds = new();

    [Fact]
    public void Each_server_is_tried_once_before_there_is_a_pause_and_pauses_grow_from_round_to_round()
    {
        Assert.Equal((0, 0.0), Try(Silent));
        Assert.Equal((1, 0.0), Try(Silent));
        Assert.Equal((2, 0.2), Try(Silent));

        Assert.Equal((0, 0.0), Try(Silent));
        Assert.Equal((1, 0.0), Try(Silent));
        Assert.Equal((2, 0.4), Try(Silent));
    }

    [Fact]
    public void After_a_good_link_was_lost_all_others_are_tried_without_a_pause_but_for_a_moment_that_spreads_the_fleet()
    {
        Try(Silent);
        Try(Silent);
        Try(Silent);

        Assert.Equal((0, 0.2), Try(Good));
        Assert.Equal((1, 0.0), Try(Silent));
        Assert.Equal((2, 0.0), Try(Silent));
        Assert.Equal((0, 0.2), Try(Silent));
    }

    [Fact]
    public void A_link_that_is_cut_soon_counts_as_an_attempt_that_failed()
    {
        var brief = new LinkEnd(Refused: false, TimeSpan.FromSeconds(1));
        Assert.Equal([0.2, 0.4, 0.8], Enumerable.Range(0, 3).Select(_ => Try(brief, servers: 1).Wait));
    }

    [Fact]
    public void Only_when_every_server_refuses_the_agent_comes_again_after_half_a_minute_or_more()
    {
        Assert.Equal((0, 0.0), Try(Refused, servers: 2));
        Assert.Equal((1, 60.0), Try(Refused, servers: 2));

        Assert.Equal((0, 0.0), Try(Refused, servers: 2));
        Assert.Equal((1, 0.2), Try(Silent, servers: 2));
    }

    [Fact]
    public void A_list_that_became_shorter_is_gone_round_from_its_begin()
    {
        Try(Silent);
        Try(Silent);

        Assert.Equal((0, 0.2), Try(Silent, servers: 1));
    }

    [Fact]
    public void A_silent_server_gets_little_time_while_there_are_others_and_more_in_each_round()
    {
        Assert.Equal([3, 6, 10, 10], Enumerable.Range(0, 4).Select(round => Backoff.PatienceFor(round, 3).TotalSeconds));
        Assert.Equal(10, Backoff.PatienceFor(0, 1).TotalSeconds);
    }

    /// <summary>Which server was tried, and the pause after it in seconds, with the longest jitter.</summary>
    private (int Server, double Wait) Try(LinkEnd end, int servers = 3)
    {
        var (server, _) = _rounds.Begin(servers);
        return (server, _rounds.End(end, servers, 1).Wait.TotalSeconds);
    }
}
