using System.Buffers;
using System.Text.Json;

namespace Pushy.Contracts.Jobs;

public sealed partial record JobRequest
{
    /// <summary>The body, UTF-8: what was not given is left out.</summary>
    public byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("command"u8, Command);
            json.WriteStartArray("nodes"u8);
            foreach (var node in Nodes)
                json.WriteStringValue(node);
            json.WriteEndArray();
            json.WriteNumber("run_timeout"u8, RunTimeout);
            if (_quorum is { } quorum)
                json.WriteNumber("quorum"u8, quorum);
            WriteText(json, "user", User);
            WriteText(json, "dir", Dir);
            WriteEnv(json);
            WriteText(json, "file", File);
            if (CaptureOutput)
                json.WriteBoolean("capture_output"u8, true);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    private void WriteEnv(Utf8JsonWriter json)
    {
        if (Env is null)
            return;
        json.WriteStartObject("env"u8);
        foreach (var (name, value) in Env)
            json.WriteString(name, value);
        json.WriteEndObject();
    }
}
