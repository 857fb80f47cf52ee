using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace Pushy.Server.Hosting;

/// <summary>
/// Lets so many lines of a kind through each minute, and then says how many it left out: whoever can cause a line (by a bad handshake, request or link) could
/// otherwise fill the disk and hide what matters. A kind is a source, a level and a text before its values are put in.
/// </summary>
internal sealed class ThrottledSink : ILogEventSink, IDisposable
{
    public const int PerMinute = 60;

    /// <summary>Texts are constants, except those of libraries; what is above shares one kind.</summary>
    public const int MaxKinds = 1_000;

    /// <summary>Entries of the audit log that the database did not take come whole; they are bounded where they are made.</summary>
    private const string Audit = "Pushy.Server.Audit.";

    private const int MaxShown = 120;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly Kind Others = new("Pushy.Server", LogEventLevel.Warning, "lines of many kinds");
    private static readonly MessageTemplate Summary = new MessageTemplateParser().Parse("{LeftOut} more lines like this were left out within a minute: {Line}");

    private readonly ILogEventSink _inner;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private Dictionary<Kind, int> _seen = [];

    public ThrottledSink(ILogEventSink inner, TimeProvider time)
    {
        (_inner, _time) = (inner, time);
        _timer = time.CreateTimer(_ => EndMinute(), null, Minute, Minute);
    }

    public void Emit(LogEvent logEvent)
    {
        if (logEvent.Level < LogEventLevel.Information || IsLet(logEvent))
            _inner.Emit(logEvent);
    }

    /// <summary>What was left out so far is told.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        EndMinute();
        (_inner as IDisposable)?.Dispose();
    }

    private bool IsLet(LogEvent logEvent)
    {
        var source = logEvent.Properties.TryGetValue(Constants.SourceContextPropertyName, out var value) && value is ScalarValue { Value: string name } ? name : "";
        if (source.StartsWith(Audit, StringComparison.Ordinal))
            return true;
        var kind = new Kind(source, logEvent.Level, logEvent.MessageTemplate.Text);
        lock (_gate)
        {
            if (_seen.Count >= MaxKinds && !_seen.ContainsKey(kind))
                kind = Others;
            return (_seen[kind] = _seen.GetValueOrDefault(kind) + 1) <= PerMinute;
        }
    }

    private void EndMinute()
    {
        Dictionary<Kind, int> ended;
        lock (_gate)
            (ended, _seen) = (_seen, []);
        foreach (var (kind, seen) in ended.Where(one => one.Value > PerMinute))
        {
            _inner.Emit(new LogEvent(_time.GetUtcNow(), kind.Level, null, Summary,
            [
                new LogEventProperty(Constants.SourceContextPropertyName, new ScalarValue(kind.Source)),
                new LogEventProperty("LeftOut", new ScalarValue(seen - PerMinute)),
                new LogEventProperty("Line", new ScalarValue(kind.Text.Length > MaxShown ? kind.Text[..MaxShown] + "…" : kind.Text)),
            ]));
        }
    }

    private readonly record struct Kind(string Source, LogEventLevel Level, string Text);
}
