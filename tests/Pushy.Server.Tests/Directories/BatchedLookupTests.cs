using System.Threading.Channels;
using Pushy.Server.Directories;
using Pushy.Server.Storage;

namespace Pushy.Server.Tests.Directories;

public sealed class BatchedLookupTests
{
    private const int Batch = 3, Bound = 5;
    private readonly List<(IReadOnlyList<string> Keys, TaskCompletionSource<IReadOnlyDictionary<string, string>> Answer)> _asked = [];
    private readonly Channel<bool> _hasAsked = Channel.CreateUnbounded<bool>();

    [Fact]
    public async Task What_comes_while_a_question_is_under_way_is_asked_for_together()
    {
        var lookup = Lookup();
        var first = lookup.Find("a", default);
        await Asked();
        Task<string?>[] others = [lookup.Find("b", default), lookup.Find("c", default), lookup.Find("b", default)];
        Answer(0, "a");
        await Asked();
        Answer(1, "b", "c");

        Assert.Equal("A", await first);
        Assert.Equal<IEnumerable<string?>>(["B", "C", "B"], await Task.WhenAll(others));
        Assert.Equal([["a"], ["b", "c"]], _asked.Select(one => one.Keys));
    }

    [Fact]
    public async Task More_than_a_batch_takes_several_questions_in_the_order_of_arrival()
    {
        var lookup = Lookup();
        var first = lookup.Find("a", default);
        await Asked();
        var others = "b c d e".Split(' ').Select(key => lookup.Find(key, default)).ToArray();
        Answer(0, "a");
        await Asked();
        Answer(1, "b", "c", "d");
        await Asked();
        Answer(2, "e");

        await first;
        Assert.Equal<IEnumerable<string?>>(["B", "C", "D", "E"], await Task.WhenAll(others));
        Assert.Equal([["a"], ["b", "c", "d"], ["e"]], _asked.Select(one => one.Keys));
    }

    [Fact]
    public async Task An_answer_that_may_be_older_than_the_question_is_not_shared()
    {
        var lookup = Lookup();
        var before = lookup.Find("a", default);
        await Asked();
        var after = lookup.Find("a", default);
        Answer(0);
        await Asked();
        Answer(1, "a");

        Assert.Null(await before);
        Assert.Equal("A", await after);
    }

    [Fact]
    public async Task A_question_that_fails_fails_those_who_asked_and_nobody_after_them()
    {
        var lookup = Lookup();
        var first = lookup.Find("a", default);
        await Asked();
        var second = lookup.Find("b", default);
        _asked[0].Answer.SetException(new StorageUnavailableException("gone"));
        await Asked();
        Answer(1, "b");

        await Assert.ThrowsAsync<StorageUnavailableException>(() => first);
        Assert.Equal("B", await second);
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_the_answer_from_nobody_else()
    {
        var lookup = Lookup();
        using var impatient = new CancellationTokenSource();
        var gone = lookup.Find("a", impatient.Token);
        await Asked();
        var stays = lookup.Find("b", default);
        await impatient.CancelAsync();
        Answer(0, "a");
        await Asked();
        Answer(1, "b");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.Equal("B", await stays);
    }

    [Fact]
    public async Task At_the_bound_it_says_so_and_those_who_wait_already_are_answered()
    {
        var lookup = Lookup();
        var first = lookup.Find("a", default);
        await Asked();
        var waiting = Enumerable.Range(0, Bound).Select(one => lookup.Find($"w{one}", default)).ToArray();

        var refused = Assert.Throws<StorageUnavailableException>(() => { _ = lookup.Find("late", default); });
        Assert.Equal("5 lookups wait for the database already", refused.Message);
        Assert.False(lookup.Find("w0", default).IsFaulted);

        Answer(0, "a");
        await Asked();
        Answer(1, "w0", "w1", "w2");
        await Asked();
        Answer(2, "w3", "w4");
        await first;
        Assert.Equal<IEnumerable<string?>>(["W0", "W1", "W2", "W3", "W4"], await Task.WhenAll(waiting));
    }

    private BatchedLookup<string, string> Lookup() => new(Batch, Bound, keys =>
    {
        _asked.Add((keys, new()));
        _hasAsked.Writer.TryWrite(true);
        return _asked[^1].Answer.Task;
    });

    private async Task Asked() => await _hasAsked.Reader.ReadAsync();

    private void Answer(int question, params string[] found) => _asked[question].Answer.SetResult(found.ToDictionary(one => one, one => one.ToUpperInvariant()));
}
