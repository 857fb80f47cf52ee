using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Pushy.Server.Tests.Gateway;

/// <summary>An answer as it came over the wire.</summary>
/// <param name="Body">Without chunk marks; of a stream of events nothing.</param>
internal sealed record RawAnswer(int Status, ILookup<string, string> Headers, string Body)
{
    public string? Header(string name) => Headers[name].FirstOrDefault();
}

/// <summary>Requests byte for byte, each on a connection of its own that the server is asked to close.</summary>
internal static class RawHttp
{
    public const string EventStream = "text/event-stream";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);   // the machine may be busy with other tests

    /// <exception cref="InvalidDataException">What came is no answer of HTTP/1.1.</exception>
    public static async Task<RawAnswer> Send(string address, byte[] request)
    {
        var to = new Uri(address);
        using var client = new TcpClient();
        using var patience = new CancellationTokenSource(Patience);
        await client.ConnectAsync(to.Host, to.Port, patience.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(request, patience.Token);
        using var reader = new StreamReader(stream, Encoding.Latin1);

        var status = await Line(reader, patience.Token);
        if (!status.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
            throw new InvalidDataException($"not a status line: '{status}'");
        var headers = new List<(string Name, string Value)>();
        while (await Line(reader, patience.Token) is { Length: > 0 } line)
            headers.Add((line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()));
        var answer = new RawAnswer(
            int.Parse(status.AsSpan(9, 3), CultureInfo.InvariantCulture), headers.ToLookup(one => one.Name, one => one.Value, StringComparer.OrdinalIgnoreCase), "");
        if (answer.Header("Content-Type")?.StartsWith(EventStream, StringComparison.Ordinal) == true)
            return answer;
        var rest = await reader.ReadToEndAsync(patience.Token);
        return answer with { Body = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(answer.Header("Transfer-Encoding") == "chunked" ? Unchunked(rest) : rest)) };
    }

    private static async Task<string> Line(StreamReader reader, CancellationToken ct) => await reader.ReadLineAsync(ct) ?? throw new InvalidDataException("the server closed without an answer");

    private static string Unchunked(string text)
    {
        var whole = new StringBuilder();
        for (var at = 0; ;)
        {
            var line = text.IndexOf("\r\n", at, StringComparison.Ordinal);
            var length = int.Parse(text.AsSpan(at, line - at), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0)
                return whole.ToString();
            whole.Append(text, line + 2, length);
            at = line + 2 + length + 2;
        }
    }
}
