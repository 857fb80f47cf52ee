using Pushy.Server.Hosting;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Pushy.Server.Tests.Hosting;

/// <summary>Whoever can cause a line of the log cannot fill the disk with it.</summary>
public sealed class ThrottledSinkTests : IDisposable
{
    private readonly Minutes _time = new();
    private readonly Kept _kept = new();
    private readonly Logger _log;

    public ThrottledSinkTests() => _log = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(new ThrottledSink(_kept, _time)).CreateLogger();

    public void Dispose() => _log.Dispose();

    [Fact]
    public void A_flood_of_one_kind_is_cut_off_and_counted_and_other_kinds_are_not_touched()
    {
        for (var i = 0; i < 100_000; i++)
            _log.Warning("bad handshake from {Peer}", $"192.0.2.{i}");
        _log.Warning("the disk is full");
        Assert.Equal(ThrottledSink.PerMinute + 1, _kept.Lines.Count);

        _time.Pass();

        Assert.Equal($"{100_000 - ThrottledSink.PerMinute} more lines like this were left out within a minute: \"bad handshake from {{Peer}}\"", _kept.Lines[^1]);
        _log.Warning("bad handshake from {Peer}", "192.0.2.1");
        Assert.Equal("bad handshake from \"192.0.2.1\"", _kept.Lines[^1]);
    }

    [Fact]
    public void Kinds_without_end_share_one()
    {
        for (var i = 0; i < 50_000; i++)
            _log.Write(LogEventLevel.Warning, $"text of a library with {i} in it");
        Assert.Equal(ThrottledSink.MaxKinds + ThrottledSink.PerMinute, _kept.Lines.Count);
    }

    [Fact]
    public void What_was_asked_for_and_entries_of_the_audit_log_come_whole()
    {
        var audit = _log.ForContext(Constants.SourceContextPropertyName, "Pushy.Server.Audit.AuditLog");
        for (var i = 0; i < 200; i++)
        {
            _log.Debug("details");
            audit.Warning("audit entry that could not be stored");
        }

        Assert.Equal(400, _kept.Lines.Count);
    }

    [Fact]
    public void At_the_end_what_was_left_out_is_told()
    {
        for (var i = 0; i < ThrottledSink.PerMinute + 5; i++)
            _log.Warning("bad request");
        _log.Dispose();
        Assert.StartsWith("5 more lines", _kept.Lines[^1], StringComparison.Ordinal);
    }

    /// <summary>A minute passes when the test says so.</summary>
    private sealed class Minutes : TimeProvider, ITimer
    {
        private TimerCallback? _callback;

        public void Pass() => _callback!(null);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)), (dueTime, period));
            _callback = callback;
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Kept : ILogEventSink
    {
        public List<string> Lines { get; } = [];

        public void Emit(LogEvent logEvent) => Lines.Add(logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture));
    }
}
