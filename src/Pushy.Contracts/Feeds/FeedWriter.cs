using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pushy.Contracts.Jobs;

namespace Pushy.Contracts.Feeds;

/// <summary>Writes events as the text of <c>text/event-stream</c>: LF line ends, one line of data, a blank line after each. Not for several threads.</summary>
public sealed class FeedWriter
{
    /// <summary>Media type of feeds.</summary>
    public const string MediaType = "text/event-stream";

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _text = new();

    /// <summary>A comment that keeps proxies from closing a quiet feed. It is no event.</summary>
    public static ReadOnlyMemory<byte> KeepAlive { get; } = ":keepalive\n"u8.ToArray();

    /// <summary>Bytes written since the last <see cref="Take"/>.</summary>
    public int Length => _text.WrittenCount;

    /// <summary>Adds an event.</summary>
    public void Write(FeedMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);

        Write(message.Name, message.Id, message.At, json =>
        {
            if (message.Job is { } job)
                json.WriteString("job", job);
            if (message.Node is { } node)
                json.WriteString("node", node);
            if (message.Status is { } status)
                json.WriteString("status", status);
            if (message.Start is { } start)
                Write(json, start);
        });
    }

    /// <summary>Adds the one event of a job that finished long ago.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="at">Time of the request.</param>
    /// <param name="job">The job as <c>GET …/jobs/ID</c> shows it.</param>
    public void WriteSummary(string id, DateTimeOffset at, JobDocument job)
    {
        Write("summary", id, at, json =>
        {
            foreach (var member in JsonSerializer.SerializeToElement(job, RestContext.Wire.JobDocument).EnumerateObject())
                member.WriteTo(json);
        });
    }

    /// <summary>What was written; the writer is empty afterwards.</summary>
    public byte[] Take()
    {
        var text = _text.WrittenSpan.ToArray();
        _text.ResetWrittenCount();
        return text;
    }

    private static string Timestamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private void Write(string name, string id, DateTimeOffset at, Action<Utf8JsonWriter> members)
    {
        _text.Write("event: "u8);
        Encoding.UTF8.GetBytes(name, _text);
        _text.Write("\nid: "u8);
        Encoding.UTF8.GetBytes(id, _text);
        _text.Write("\ndata: "u8);
        using (var json = new Utf8JsonWriter(_text, Json))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", Timestamp(at));
            members(json);
            json.WriteEndObject();
        }

        _text.Write("\n\n"u8);
    }

    private static void Write(Utf8JsonWriter json, FeedStart start)
    {
        json.WriteString("command", start.Command);
        json.WriteNumber("run_timeout", start.RunTimeout);
        json.WriteNumber("quorum", start.Quorum);
        json.WriteNumber("node_count", start.NodeCount);
        json.WriteString("user", start.User);
        if (start.JobUser is { } account)
            json.WriteString("job_user", account);
        if (start.Dir is { } dir)
            json.WriteString("dir", dir);
        if (start.Env is { } env)
        {
            json.WriteStartObject("env");
            foreach (var (variable, value) in env)
                json.WriteString(variable, value);
            json.WriteEndObject();
        }

        if (start.EnvNames is { } names)
        {
            json.WriteStartArray("env_names");
            foreach (var name in names)
                json.WriteStringValue(name);
            json.WriteEndArray();
        }

        if (start.FileSpecified)
            json.WriteBoolean("file_specified", true);
        json.WriteBoolean("capture", start.Capture);
    }
}
