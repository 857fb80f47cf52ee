using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Pushy.Server.Background;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Background;

/// <summary>Work beside the requests lives on after any error, and the error is told.</summary>
public sealed class BackgroundLoopTests : IDisposable
{
    private readonly SettableClock _time = new(new DateTimeOffset(2026, 12, 1, 4, 0, 0, TimeSpan.Zero));
    private readonly Meter _meter = new("Pushy.Test");

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task Work_that_throws_begins_again_and_ends_with_the_server()
    {
        var loops = new BackgroundLoops(_meter, _time);
        var work = new Throwing(loops);

        await work.StartAsync(default);
        await work.Begun.WaitAsync();
        await work.Begun.WaitAsync();
        await Eventually.See(() => Task.FromResult(loops.Complaints), all => all.Any(one => one.Contains("(2 tries", StringComparison.Ordinal)));

        Assert.Equal("the test's work cannot be done since 2026-12-01 04:00:00 UTC (2 tries failed): a mistake", Assert.Single(loops.Complaints));
        Assert.False(work.ExecuteTask!.IsCompleted);
        await work.StopAsync(default);
        Assert.True(work.ExecuteTask.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Failures_are_counted_told_while_they_last_and_logged_once_a_minute()
    {
        var counted = 0L;
        using var listener = new MeterListener { InstrumentPublished = (instrument, all) => { if (instrument.Meter == _meter) all.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => counted += value);
        listener.Start();
        var log = new Lines();
        var loops = new BackgroundLoops(_meter, _time);
        var watch = loops.Watch("work", "the work cannot be done", log);

        for (var i = 0; i < 130; i++)
        {
            Assert.False(await watch.Try(_ => throw new PostgresException("password authentication failed", "FATAL", "FATAL", "28P01"), default));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(130, counted);
        Assert.Contains("(130 tries failed)", Assert.Single(loops.Complaints), StringComparison.Ordinal);
        Assert.Equal(3, log.Count);   // at 0, 60 and 120 s

        Assert.True(await watch.Try(_ => Task.CompletedTask, default));
        Assert.Empty(loops.Complaints);
        Assert.Equal(4, log.Count);
    }

    [Fact]
    public async Task The_servers_end_is_no_failure()
    {
        var loops = new BackgroundLoops(_meter, _time);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        Assert.False(await loops.Watch("work", "the work cannot be done", NullLogger.Instance).Try(ct => Task.FromCanceled(ct), stop.Token));

        Assert.Empty(loops.Complaints);
    }

    [Fact]
    public void All_background_work_of_the_server_is_watched()
    {
        var unwatched = typeof(BackgroundLoop).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(BackgroundService)) && type != typeof(BackgroundLoop) && !type.IsSubclassOf(typeof(BackgroundLoop)));
        var watched = typeof(BackgroundLoop).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(BackgroundLoop)));

        Assert.Empty(unwatched);
        Assert.True(watched.Count() >= 6);
        Assert.True(typeof(BackgroundLoop).GetMethod("ExecuteAsync", BindingFlags.Instance | BindingFlags.NonPublic)!.IsFinal);
    }

    private sealed class Throwing(BackgroundLoops loops)
        : BackgroundLoop(loops.Watch("test", "the test's work cannot be done", NullLogger.Instance))
    {
        public SemaphoreSlim Begun { get; } = new(0);

        protected override async Task RunAsync(CancellationToken stoppingToken)
        {
            Begun.Release();
            await Task.Yield();
            throw new InvalidOperationException("a mistake");
        }
    }

    private sealed class Lines : ILogger
    {
        public int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Count++;
    }
}
