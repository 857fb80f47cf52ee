using System.Net;
using Pushy.Server.Limits;

namespace Pushy.Server.Tests.Limits;

public sealed class SuspectTurnsTests
{
    private static readonly SignInClaim Alice = new(IPAddress.Loopback, 1);

    [Fact]
    public async Task Of_one_address_and_name_one_signature_is_checked_at_a_time_in_the_order_of_coming()
    {
        var turns = new SuspectTurns(lanes: 4);
        var first = await turns.Take(Alice, default);
        var (second, third) = (turns.Take(Alice, default).AsTask(), turns.Take(Alice, default).AsTask());
        Assert.False(second.IsCompleted);

        first!.Dispose();
        var turn = await second;
        Assert.False(third.IsCompleted);

        turn!.Dispose();
        Assert.NotNull(await third);
    }

    [Fact]
    public void All_suspects_together_have_no_more_turns_than_there_are_lanes()
    {
        var turns = new SuspectTurns(lanes: 2);
        var taken = Enumerable.Range(0, 1_000).Select(what => turns.Take(Alice with { What = what }, default).AsTask()).ToList();
        Assert.Equal(2, taken.Count(turn => turn.IsCompleted));
    }

    [Fact]
    public async Task Who_goes_away_waits_no_longer_and_takes_no_turn()
    {
        var turns = new SuspectTurns(lanes: 1);
        var first = await turns.Take(Alice, default);
        using var gone = new CancellationTokenSource();
        var second = turns.Take(Alice, gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => second);

        first!.Dispose();
        Assert.NotNull(await turns.Take(Alice, default));
    }
}
