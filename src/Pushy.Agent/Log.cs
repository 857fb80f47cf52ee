using System.Globalization;
using System.Text;
using System.Text.Json;
using Pushy.Domain.Jobs;

namespace Pushy.Agent;

/// <summary>How the log is written.</summary>
internal enum LogFormat
{
    /// <summary>Time, level, node, text.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}

/// <summary>Lines on standard error, one an event. Never file contents, values of variables, keys or tokens.</summary>
internal sealed class Log(string node, TimeProvider time, TextWriter output, LogFormat format = LogFormat.Text)
{
    private const int MaxLineLength = 1000;
    private readonly Lock _gate = new();
    private (JobId Job, string Trace)? _traced;

    public void Info(FormattableString text) => Write("info", text);

    public void Warn(FormattableString text) => Write("warn", text);

    public void Error(FormattableString text) => Write("error", text);

    /// <summary>Lines about this job belong to that trace from now on.</summary>
    /// <param name="traceparent">W3C trace context; null: to none.</param>
    public void Trace(JobId job, string? traceparent) => _traced = traceparent?.Split('-') is [_, var trace, ..] ? (job, trace) : null;

    private void Write(string level, FormattableString text)
    {
        var words = text.ToString(CultureInfo.InvariantCulture);
        var line = new string([.. words.Take(MaxLineLength).Select(c => char.IsControl(c) ? ' ' : c)]);   // one event, one line
        var job = text.GetArguments().OfType<JobId>().Select(id => id.Value).FirstOrDefault();
        var written = format is LogFormat.Json ? Json(level, line, job) : string.Create(CultureInfo.InvariantCulture, $"{Now} {level} [{node}] {line}");
        lock (_gate)
            output.WriteLine(written);
    }

    private string Now => time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private string Json(string level, string line, string? job)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("time", Now);
            json.WriteString("level", level);
            json.WriteString("node", node);
            if (job is not null)
                json.WriteString("job_id", job);
            if (_traced is { } traced && traced.Job.Value == job)
                json.WriteString("trace_id", traced.Trace);
            json.WriteString("message", line);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
