using Akka.Actor;
using Akka.TestKit.Xunit2;
using Pushy.Actors.ReadModel;

namespace Pushy.Actors.Tests.ReadModel;

public sealed class BatchWriterTests() : TestKit("akka { loglevel = OFF, stdout-loglevel = OFF }")
{
    private readonly List<int[]> _batches = [];
    private readonly Queue<TaskCompletionSource> _disk = new();
    private readonly SemaphoreSlim _asked = new(0);

    [Fact]
    public async Task What_arrives_during_a_write_is_written_together_in_order()
    {
        var writer = Start();
        Tell(writer, 1);
        await _asked.WaitAsync();
        Tell(writer, 2, 3, 4);
        await ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));   // nothing is written before the disk says so

        await Finish(next: true);
        await ExpectMsgAsync(new Written<int>(1));
        await Finish(next: false);

        foreach (var item in new[] { 2, 3, 4 })
            await ExpectMsgAsync(new Written<int>(item));
        Assert.Equal([[1], [2, 3, 4]], _batches);
    }

    [Fact]
    public async Task A_write_that_fails_is_told_to_all_in_it_and_the_next_goes_on()
    {
        var writer = Start();
        Tell(writer, 1);
        await _asked.WaitAsync();
        Tell(writer, 2, 3);

        Next().SetException(new IOException("the disk is full"));
        await ExpectMsgAsync(new NotWritten<int>(1));
        await _asked.WaitAsync();
        await Finish(next: false);

        await ExpectMsgAsync(new Written<int>(2));
        await ExpectMsgAsync(new Written<int>(3));
    }

    [Fact]
    public async Task A_row_that_cannot_be_written_does_not_keep_its_neighbours_from_it()
    {
        var writer = Start();
        Tell(writer, 1);
        await _asked.WaitAsync();
        Tell(writer, 2, 3);
        await Finish(next: true);
        await ExpectMsgAsync(new Written<int>(1));

        Next().SetException(new InvalidDataException("3 is a bad row"));
        await _asked.WaitAsync();
        await Finish(next: true);
        Next().SetException(new InvalidDataException("3 is a bad row"));

        await ExpectMsgAsync(new Written<int>(2));
        await ExpectMsgAsync(new NotWritten<int>(3));
        Assert.Equal([[1], [2, 3], [2], [3]], _batches);
    }

    [Fact]
    public async Task One_transaction_takes_only_so_many()
    {
        var writer = Start();
        Tell(writer, 0);
        await _asked.WaitAsync();
        Tell(writer, [.. Enumerable.Range(1, BatchWriter<int>.MaxBatch + 1)]);

        await Finish(next: true);
        await Finish(next: true);
        await Finish(next: false);
        for (var item = 0; item <= BatchWriter<int>.MaxBatch + 1; item++)
            await ExpectMsgAsync(new Written<int>(item));

        Assert.Equal([1, BatchWriter<int>.MaxBatch, 1], _batches.Select(batch => batch.Length));
    }

    [Fact]
    public async Task At_its_bound_it_refuses_and_keeps_what_waits()
    {
        var writer = Start();
        Tell(writer, -1);
        await _asked.WaitAsync();
        Tell(writer, [.. Enumerable.Range(0, BatchWriter<int>.MaxWaiting + 1)]);

        await ExpectMsgAsync(new NotWritten<int>(BatchWriter<int>.MaxWaiting));
    }

    [Fact]
    public async Task Heavy_items_share_a_transaction_and_wait_only_up_to_a_weight()
    {
        const int Half = BatchWriter<int>.MaxBatchWeight / 2;
        var writer = Sys.ActorOf(Producing.Of(() => new BatchWriter<int>(WriteHeavy, _ => Half)));
        var most = BatchWriter<int>.MaxWaitingWeight / Half;
        Tell(writer, 0);
        await _asked.WaitAsync();
        Tell(writer, [.. Enumerable.Range(1, most + 1)]);

        await ExpectMsgAsync(new NotWritten<int>(most + 1));
        for (var item = 0; item <= most; item += 2)
            await Finish(next: item < most);
        for (var item = 0; item <= most; item++)
            await ExpectMsgAsync(new Written<int>(-item));

        Assert.All(_batches.Skip(1), batch => Assert.Equal(2, batch.Length));
    }

    private async Task<IReadOnlyList<int>> WriteHeavy(IReadOnlyList<int> items)
    {
        await Write(items);
        return [.. items.Select(item => -item)];
    }

    private IActorRef Start() => Sys.ActorOf(Producing.Of(() => new BatchWriter<int>(Write)));

    private void Tell(IActorRef writer, params int[] items)
    {
        foreach (var item in items)
            writer.Tell(new Write<int>(item), TestActor);
    }

    private Task Write(IReadOnlyList<int> items)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_disk)
        {
            _batches.Add([.. items]);
            _disk.Enqueue(done);
        }

        _asked.Release();
        return done.Task;
    }

    private TaskCompletionSource Next()
    {
        lock (_disk)
            return _disk.Dequeue();
    }

    /// <summary>The disk has done the write under way.</summary>
    /// <param name="next">Whether to wait until the one after it is asked for.</param>
    private async Task Finish(bool next)
    {
        Next().SetResult();
        if (next)
            await _asked.WaitAsync();
    }
}
