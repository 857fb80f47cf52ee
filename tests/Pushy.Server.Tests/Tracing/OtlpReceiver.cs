using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Pushy.Server.Tests.Tracing;

/// <summary>One span as it came over the wire.</summary>
public sealed record ReceivedSpan(string TraceId, string SpanId, string ParentId, string Name, DateTimeOffset Start, DateTimeOffset End, ImmutableDictionary<string, string> Attributes, bool IsError);

/// <summary>An OTLP receiver: takes <c>POST /v1/traces</c> with protobuf, and reads the fields of trace.proto that tests look at.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans];

    public static async Task<OtlpReceiver> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.Run(receiver.Take);
        await app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task Take(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        if (http.Request.Path != "/v1/traces" || http.Request.ContentType != "application/x-protobuf")
        {
            http.Response.StatusCode = 400;
            return;
        }

        foreach (var resource in Messages(body.ToArray(), 1))
        {
            foreach (var span in Messages(resource, 2).SelectMany(scope => Messages(scope, 2)))
                _spans.Enqueue(ReadSpan(span));
        }
    }

    private static ReceivedSpan ReadSpan(byte[] bytes)
    {
        var (trace, id, parent, name, start, end, error) = ("", "", "", "", 0UL, 0UL, false);
        var attributes = ImmutableDictionary.CreateBuilder<string, string>();
        var input = new CodedInputStream(bytes);
        while (input.ReadTag() is not 0 and var tag)
        {
            switch (tag >> 3)
            {
                case 1: trace = Hex(input); break;
                case 2: id = Hex(input); break;
                case 4: parent = Hex(input); break;
                case 5: name = input.ReadString(); break;
                case 7: start = input.ReadFixed64(); break;
                case 8: end = input.ReadFixed64(); break;
                case 9: Read(attributes, input.ReadBytes().ToByteArray()); break;
                case 15: error = IsError(input.ReadBytes().ToByteArray()); break;
                default: input.SkipLastField(); break;
            }
        }

        return new ReceivedSpan(trace, id, parent, name, Time(start), Time(end), attributes.ToImmutable(), error);
    }

    private static bool IsError(byte[] status)
    {
        var input = new CodedInputStream(status);
        while (input.ReadTag() is not 0 and var tag)
        {
            if (tag >> 3 == 3)
                return input.ReadEnum() == 2;
            input.SkipLastField();
        }

        return false;
    }

    private static void Read(ImmutableDictionary<string, string>.Builder attributes, byte[] pair)
    {
        var (key, value) = ("", "");
        var input = new CodedInputStream(pair);
        while (input.ReadTag() is not 0 and var tag)
        {
            if (tag >> 3 == 1)
                key = input.ReadString();
            else
                value = Value(input.ReadBytes().ToByteArray());
        }

        attributes[key] = value;
    }

    private static string Value(byte[] any)
    {
        var input = new CodedInputStream(any);
        return (input.ReadTag() >> 3) switch
        {
            1 => input.ReadString(),
            2 => input.ReadBool().ToString(),
            3 => input.ReadInt64().ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => Encoding.UTF8.GetString(any),
        };
    }

    private static IEnumerable<byte[]> Messages(byte[] bytes, int field)
    {
        var input = new CodedInputStream(bytes);
        while (input.ReadTag() is not 0 and var tag)
        {
            if (tag >> 3 == field)
                yield return input.ReadBytes().ToByteArray();
            else
                input.SkipLastField();
        }
    }

    private static string Hex(CodedInputStream input) => Convert.ToHexStringLower(input.ReadBytes().Span);

    private static DateTimeOffset Time(ulong nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / 100));
}
