using Pushy.Server.Links;

namespace Pushy.Server.Tests.Links;

/// <summary>What unfinished frames may hold.</summary>
public sealed class FrameBudgetTests
{
    private const int Budget = 1024 * 1024, Ordinary = FrameBudget.OrdinaryFrame, Long = Ordinary + 1;

    private static readonly Task Never = new TaskCompletionSource().Task;

    [Fact]
    public async Task Who_finds_none_left_waits_until_another_gives_back()
    {
        var budget = new FrameBudget(Budget);
        Assert.True(await budget.Take(Budget, Ordinary, Never));
        var waiting = budget.Take(100, Ordinary, Never).AsTask();
        Assert.False(waiting.IsCompleted);
        budget.Give(100);
        Assert.True(await waiting);
        Assert.Equal(Budget, budget.Used);
    }

    [Fact]
    public async Task Long_frames_leave_a_quarter_to_ordinary_ones()
    {
        var budget = new FrameBudget(Budget);
        Assert.True(await budget.Take(Budget / 4 * 3, Long, Never));
        var waiting = budget.Take(1, Long, Never).AsTask();
        Assert.True(await budget.Take(Budget / 4, Ordinary, Never));
        Assert.False(waiting.IsCompleted);
        Assert.Equal(Budget, budget.Used);
    }

    [Fact]
    public async Task Who_gives_up_takes_nothing_and_lets_those_behind_go_on()
    {
        var budget = new FrameBudget(Budget);
        Assert.True(await budget.Take(Budget - 10, Ordinary, Never));
        var givenUp = new TaskCompletionSource();
        var large = budget.Take(100, Ordinary, givenUp.Task).AsTask();
        var small = budget.Take(10, Ordinary, Never).AsTask();
        Assert.False(small.IsCompleted);   // in turn, or large frames would never get any
        givenUp.SetResult();
        Assert.False(await large);
        Assert.True(await small);
        Assert.Equal(Budget, budget.Used);
    }

    [Fact]
    public async Task A_frame_holds_little_more_than_what_has_come_and_all_of_it_goes_back()
    {
        var budget = new FrameBudget(Budget);
        using (var frame = new FrameBuffer(budget))
        {
            for (var i = 0; i < 100_000; i++)
            {
                (await frame.Room(Budget, Never)).Span[0] = (byte)i;
                frame.Advance(1);
            }

            Assert.InRange(budget.Used, 100_000, 200_000);
            Assert.Equal(100_000, frame.Length);
            Assert.All(Enumerable.Range(0, frame.Length), i => Assert.Equal((byte)i, frame.Written[i]));
        }

        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task A_frame_of_a_handshake_asks_nobody()
    {
        var budget = new FrameBudget(1);
        using var frame = new FrameBuffer(budget);
        while (frame.Length <= Contracts.Agents.LinkHandshake.MaxFrameBytes)
        {
            Assert.NotEqual(0, (await frame.Room(Contracts.Agents.LinkHandshake.MaxFrameBytes, Never)).Length);
            frame.Advance(1);
        }

        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task Two_hundred_unfinished_frames_of_four_megabytes_hold_no_more_than_the_budget()
    {
        var budget = new FrameBudget(Budget);
        var stop = new TaskCompletionSource();
        var frames = Enumerable.Range(0, 200).Select(_ => new FrameBuffer(budget)).ToList();
        var filling = frames.Select(Fill).ToList();
        Assert.True(budget.Used <= Budget);
        stop.SetResult();
        await Task.WhenAll(filling);
        frames.ForEach(one => one.Dispose());
        Assert.Equal(0, budget.Used);

        async Task Fill(FrameBuffer frame)
        {
            while (frame.Length < 4 << 20 && await frame.Room(4 << 20, stop.Task) is { Length: > 0 } room)
                frame.Advance(room.Length);
        }
    }
}
