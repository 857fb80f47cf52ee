using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Pushy.Contracts.Signing;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Jobs;

/// <summary>Whatever comes in, it is never our mistake. Seeds are fixed; a failure names the one that shows it.</summary>
[Collection(JobTests.Name)]
public sealed class FuzzTests(JobServer jobs)
{
    private const int Bodies = 1_000;
    private const int Requests = 500;
    private const int AtATime = 8;

    private static readonly byte[][] Samples =
    [
        .. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "job-validation.json"))).RootElement.EnumerateArray()
            .Select(vector => vector.GetProperty("body").GetString()).OfType<string>().Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] Spices =
    [
        .. new[] { "{", "}", "[", "]", "\"", ",", ":", "null", "true", "-1", "1e400", "0.5", "\\u0000", "\\ud800", "\\", "\"\"", "{}", "[[[[", "\"nodes\":[\"a\"]", "\"command\":\"\"", "base64:", "raw:" }
            .Select(Encoding.UTF8.GetBytes),
        [0], [0xff], [0xc3], [0xef, 0xbb, 0xbf], [0xed, 0xa0, 0x80],
    ];

    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "BREW", "get", "G@T", "GET POST", "", new('X', 5_000)];

    private static readonly string[] Segments =
    [
        "organizations", "acme", "pushy", "jobs", "node_states", "link", "_status", "join", "00000000000000000000000000000000", "nodes", "abort", "output", "web1", "stdout",
        "", "..", ".", "%2F", "%00", "%", "%zz", "%ff%fe", "%ED%A0%80", "a b", "\u00fc", "*", "?", "#", ";", "\\", "'", "{org}", new('n', 3_000), "%F0%9F%98%80",
    ];

    private static readonly string[] Headers =
    [
        "Host: x", "Host: ", "Host: a, b", "Host: [::1", "Host: x:99999", "Accept: ", "Accept: ,;q=,", "Accept: */*;q=7", "Accept: \u00ff", "Content-Type: application/json", "Content-Type: /",
        "Content-Type: application/json; charset=\"", "X-Forwarded-Proto: https", "X-Forwarded-Proto: ://", "X-Ops-Sign: ", "X-Ops-Sign: version=1.3", "X-Ops-Sign: algorithm=sha256;version=9.9", "X-Ops-UserId: ",
        "X-Ops-UserId: \u00ff", "X-Ops-Timestamp: 0000-99-99T99:99:99Z", "X-Ops-Timestamp: 9999-12-31T23:59:59Z", "X-Ops-Content-Hash: =", "X-Ops-Authorization-1: ====", "X-Ops-Authorization-99999999999: a", "X-Ops-Authorization-0: a",
        "X-Ops-Server-API-Version: -1", "X-Ops-Server-API-Version: x", "Authorization: Bearer", "Authorization: Bearer ", "Authorization: Bearer pushy_x", "Authorization: \u00ff", "Upgrade: websocket",
        "Sec-WebSocket-Key: x", "Sec-WebSocket-Version: 1", "Cookie: a=b", "Range: bytes=0-", "If-None-Match: *", ": x", "no colon", "X: \u0001", "Transfer-Encoding: gzip", "Content-Length: -1",
    ];

    [Fact]
    public async Task No_job_body_is_our_mistake()
    {
        var org = await jobs.Organization();
        await Parallel.ForEachAsync(Enumerable.Range(0, Bodies), new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (seed, _) =>
        {
            var body = Body(new Random(seed));
            var reply = await org.Alice.Send("POST", org.Jobs, body, request => request.Content!.Headers.ContentType = new("application/json"));
            Assert.True(reply.Status is 201 or 400, $"seed {seed}: {reply.Status} {reply.Body}");
            if (reply.Status == 201)
                Assert.Equal(200, (await org.Alice.Get($"{org.Jobs}/{reply.Header("Location")![^32..]}")).Status);
            else
                Assert.Equal(JsonValueKind.String, JsonDocument.Parse(reply.Body).RootElement.GetProperty("error").ValueKind);
        });
        Assert.Equal(200, (await org.Alice.Get(org.Jobs)).Status);
    }

    [Fact]
    public async Task No_path_method_or_header_is_our_mistake()
    {
        var org = await jobs.Organization();
        var statuses = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (seed, _) =>
        {
            var answer = await Raw(org, Request(new Random(seed), org));
            Assert.Matches("^HTTP/1.1 [2-4][0-9][0-9] |^HTTP/1.1 50[15] ", answer.Length > 0 ? answer : $"seed {seed}: no answer");
            statuses.AddOrUpdate(answer[9..12], 1, (_, count) => count + 1);
        });
        Assert.Superset(new HashSet<string> { "200", "400", "401", "404", "405" }, statuses.Keys.ToHashSet());   // they reach all parts of the gateway
        Assert.Equal(200, (await org.Alice.Get(org.Jobs)).Status);
    }

    private static byte[] Body(Random chance)
    {
        if (chance.Next(20) == 0)
        {
            var noise = new byte[chance.Next(200)];
            chance.NextBytes(noise);
            return noise;
        }

        List<byte> body = [.. Pick(chance, Samples)];
        for (var changes = chance.Next(1, 5); changes > 0; changes--)
        {
            var at = chance.Next(body.Count + 1);
            switch (chance.Next(4))
            {
                case 0: body.InsertRange(at, Pick(chance, Spices)); break;
                case 1: body.RemoveRange(at, Math.Min(chance.Next(1, 8), body.Count - at)); break;
                case 2: body.InsertRange(at, body.GetRange(at, Math.Min(chance.Next(1, 20), body.Count - at))); break;
                case var _ when at < body.Count: body[at] ^= (byte)(1 << chance.Next(8)); break;
            }
        }

        return [.. body];
    }

    private static byte[] Request(Random chance, JobOrganization org)
    {
        var (method, path) = (chance.Next(3) > 0 ? Pick(chance, ["GET", "GET", "POST"]) : Pick(chance, Methods), Target(chance, org));
        var body = method == "POST" ? Pick(chance, Samples) : [];
        var request = new StringBuilder($"{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if (chance.Next(10) > 0)
            request.Append("Host: x\r\n");
        if (body.Length > 0)
            request.Append(System.Globalization.CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        if (method.Length > 0 && chance.Next(3) > 0)
        {
            foreach (var (name, value) in RequestSigning.Sign(TestKeys.Mine, SigningVersion.V13, "alice", method, path, body, DateTimeOffset.UtcNow, chance.Next(2) == 0 ? 1 : null))
            {
                if (chance.Next(40) > 0)
                    request.Append(name).Append(": ").Append(value).Append("\r\n");
            }
        }

        for (var more = chance.Next(3); more > 0; more--)
            request.Append(Pick(chance, Headers)).Append("\r\n");
        return [.. Encoding.Latin1.GetBytes(request.Append("\r\n").ToString()), .. body];
    }

    private static string Target(Random chance, JobOrganization org)
    {
        var start = chance.Next(4) > 0 ? org.Path("") : "/";
        var path = start + string.Join('/', Enumerable.Range(0, chance.Next(5)).Select(_ => chance.Next(2) == 0 ? Pick(chance, ["jobs", "node_states", "nodes", "abort"]) : Pick(chance, Segments)));
        return chance.Next(5) == 0 ? path + Pick(chance, ["?", "?limit=x", "?include_file=true", "?%00", "?a=%zz&&&=", "?\u00ff"]) : path;
    }

    private static async Task<string> Raw(JobOrganization org, byte[] request)
    {
        var address = new Uri(org.Server.Address);
        using var socket = new TcpClient();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await socket.ConnectAsync(address.Host, address.Port, patience.Token);
        var stream = socket.GetStream();
        await stream.WriteAsync(request, patience.Token);
        var answer = new byte[16];
        var read = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, patience.Token);
        return Encoding.Latin1.GetString(answer, 0, read);
    }

    private static T Pick<T>(Random chance, T[] from) => from[chance.Next(from.Length)];
}
