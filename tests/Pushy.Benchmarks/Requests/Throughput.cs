using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Pushy.Benchmarks.Fleet;
using Pushy.Contracts.Signing;

namespace Pushy.Benchmarks.Requests;

/// <summary>
/// Signed requests a second with 16 clients, client and server on the same machine: jobs posted to a node that is offline, and one job
/// read. Requests are signed, each POST with a nonce of its own, before the clock starts, for signing costs more than all else that a client does.
/// </summary>
internal static class Throughput
{
    private const int Clients = 16;
    private const int WarmUp = 300;
    private const string Jobs = "/organizations/" + BenchServer.Organization + "/pushy/jobs";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"command":"true","nodes":["offline"]}""");

    /// <param name="output">Where the figures go.</param>
    /// <param name="postgresql">A connection string; null: SQLite.</param>
    public static async Task<int> Print(TextWriter output, string? postgresql)
    {
        string[] storage = postgresql is null ? [] : ["pushy.storage.provider=postgresql", $"pushy.storage.connection-string={postgresql}"];
        await using (var unguarded = new BenchServer())
        {
            await unguarded.Start([], [.. storage, "pushy.sign-in.refuse-replays=false"]);
            await Posts(unguarded, output, postgresql is null ? "SQLite, repeats taken" : "PostgreSQL, repeats taken");
        }

        await using var server = new BenchServer();
        await server.Start([], storage);
        var one = await Posts(server, output, postgresql is null ? "SQLite" : "PostgreSQL");

        var path = $"{Jobs}/{one}";
        await Run(server, HttpMethod.Get, path, null, 2_000, HttpStatusCode.OK);
        var (getRate, getP50, getP99, _) = await Run(server, HttpMethod.Get, path, null, 20_000, HttpStatusCode.OK);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"GET of a finished job {getRate:F0}/s, p50 {getP50:F1} ms, p99 {getP99:F1} ms"));

        using var key = new VerifyingKey(server.Key);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"verifying a signature: 1.3 {Verification(server, key, SigningVersion.V13):F0} µs, 1.0 {Verification(server, key, SigningVersion.V10):F0} µs"));
        return 0;
    }

    private static async Task<string> Posts(BenchServer server, TextWriter output, string what)
    {
        const int posts = 3_000;
        await Run(server, HttpMethod.Post, Jobs, Body, WarmUp, HttpStatusCode.Created);
        var (rate, p50, p99, last) = await Run(server, HttpMethod.Post, Jobs, Body, posts, HttpStatusCode.Created);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: POST {rate:F0}/s, p50 {p50:F1} ms, p99 {p99:F1} ms ({posts} jobs, {Clients} clients)"));
        return last;
    }

    private static async Task<(double PerSecond, double P50, double P99, string LastJob)> Run(
        BenchServer server, HttpMethod method, string path, byte[]? body, int count, HttpStatusCode expected)
    {
        using var http = server.Client();
        IReadOnlyList<KeyValuePair<string, string>> Sign() =>
            RequestSigning.Sign(server.Key, SigningVersion.V13, BenchServer.User, method.Method, path, body ?? [], DateTimeOffset.UtcNow, nonce: SigningNonce.New());
        var once = Sign();   // a GET may come again, a POST may not
        var signed = new ConcurrentBag<IReadOnlyList<KeyValuePair<string, string>>>(Enumerable.Range(0, count).Select(_ => method == HttpMethod.Get ? once : Sign()));
        var times = new ConcurrentBag<double>();
        var last = "";
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (signed.TryTake(out var headers))
            {
                var began = Stopwatch.GetTimestamp();
                using var request = new HttpRequestMessage(method, path);
                foreach (var (name, value) in headers)
                    request.Headers.TryAddWithoutValidation(name, value);
                if (body is not null)
                    request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                using var answer = await http.SendAsync(request);
                var text = await answer.Content.ReadAsStringAsync();
                if (answer.StatusCode != expected)
                    throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {text}");
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                if (method == HttpMethod.Post)
                    last = JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()!;
            }
        }));
        var sorted = times.Order().ToArray();
        return (count / watch.Elapsed.TotalSeconds, sorted[sorted.Length / 2], sorted[(int)(sorted.Length * 0.99)], last);
    }

    /// <summary>Microseconds of one verification, the body's hash included.</summary>
    private static double Verification(BenchServer server, VerifyingKey key, SigningVersion version)
    {
        const int rounds = 5_000;
        const int warmUp = 3_000;
        var now = DateTimeOffset.UtcNow;
        var headers = RequestSigning.Sign(server.Key, version, BenchServer.User, "POST", Jobs, Body, now).ToDictionary(one => one.Key, one => one.Value, StringComparer.OrdinalIgnoreCase);
        var signed = ((SignedHeadersResult.WellFormed)SignedHeaders.Read(name => headers.GetValueOrDefault(name), now, TimeSpan.FromMinutes(15))).Headers;
        var watch = Stopwatch.StartNew();
        for (var i = -warmUp; i < rounds; i++)
        {
            if (i == 0)
                watch.Restart();
            if (!signed.Verify(key, "POST", Jobs, Body))
                throw new InvalidOperationException("not verified");
        }

        return watch.Elapsed.TotalMicroseconds / rounds;
    }
}
