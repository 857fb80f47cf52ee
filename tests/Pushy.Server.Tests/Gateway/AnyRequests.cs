using System.Text;
using System.Text.Json;
using CsCheck;
using Pushy.Server.Gateway;

namespace Pushy.Server.Tests.Gateway;

/// <summary>Random requests: mostly to routes that exist, by those who may, and each part of them sometimes anything.</summary>
internal static class AnyRequests
{
    private const int Seldom = 1;
    private const int Often = 9;

    private static readonly byte[][] Bodies =
    [
        .. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "job-validation.json"))).RootElement.EnumerateArray()
            .Select(vector => vector.GetProperty("body").GetString()).OfType<string>().Select(Encoding.UTF8.GetBytes),
        .. new[] { "", "{}", "null", """{"command":"true","nodes":["web1"]}""", """{"token":"x","node":"web1","public_key":"x"}""", """{"name":"x"}""" }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly string[] Spices =
    [
        "{", "}", "[", "]", "\"", ",", ":", "null", "true", "-1", "1e400", "0.5", "\\u0000", "\\ud800", "\\", "{}", "[[[[", "\"nodes\":[\"a\"]", "\"command\":\"\"", "base64:", "raw:",
        "\0", "\u00ff", "\u00c3", "\u00ef\u00bb\u00bf", "\u00ed\u00a0\u0080",
    ];

    private static readonly string[] OddMethods = ["PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "BREW", "get", "G@T", "GET POST", "", new('X', 5_000)];

    private static readonly string[] OddSegments =
    [
        "", "..", ".", "%2F", "%00", "%", "%zz", "%ff%fe", "%ED%A0%80", "a b", "\u00fc", "*", "#", ";", "\\", "'", "{org}", "acme", "jobs", "00000000000000000000000000000000", "nodes", "groups",
        new('n', 3_000), "%F0%9F%98%80",
    ];

    private static readonly string[] Queries =
    [
        "?", "?limit=1", "?limit=x", "?cursor=5", "?cursor=%00", "?limit=1&cursor=99999999999", "?include_file=true", "?follow=true", "?%00", "?a=%zz&&&=", "?\u00ff", "?status=running", "?status=x",
        "?node=web1&command=%ff", "?user=alice", "?since=2026-01-01T00:00:00Z", "?since=x&until=", "?ccpk=short", "?limit=1&limit=2", "?" + new string('q', 2_000),
    ];

    private static readonly string[] ContentTypes = ["application/json; charset=utf-8", "text/plain", "/", "application/json; charset=\"", "", "application/octet-stream"];

    private static readonly string[] Headers =
    [
        "Host: y", "Host: ", "Host: a, b", "Host: [::1", "Host: x:99999", "Accept: ", "Accept: ,;q=,", "Accept: */*;q=7", "Accept: \u00ff", "Accept: text/event-stream", "Accept: application/octet-stream",
        "Accept: application/json", "X-Forwarded-Proto: https", "X-Forwarded-Proto: ://", "X-Ops-Sign: ", "X-Ops-Sign: version=1.3", "X-Ops-Sign: algorithm=sha256;version=9.9", "X-Ops-UserId: ",
        "X-Ops-UserId: \u00ff", "X-Ops-Timestamp: 0000-99-99T99:99:99Z", "X-Ops-Timestamp: 9999-12-31T23:59:59Z", "X-Ops-Content-Hash: =", "X-Ops-Authorization-1: ====",
        "X-Ops-Authorization-99999999999: a", "X-Ops-Authorization-0: a", "X-Ops-Server-API-Version: -1", "X-Ops-Server-API-Version: x", "Authorization: Bearer", "Authorization: Bearer ",
        "Authorization: Bearer pushy_x", "Authorization: \u00ff", "Upgrade: websocket", "Sec-WebSocket-Key: x", "Sec-WebSocket-Version: 1", "Cookie: a=b", "Range: bytes=0-", "If-None-Match: *",
        "If-None-Match: \"x\"", "Idempotency-Key: a", "Idempotency-Key: \u00ff", "Last-Event-ID: job-1", "Last-Event-ID: \u00ff", ": x", "no colon", "X: \u0001", "Transfer-Encoding: gzip", "Content-Length: -1",
    ];

    /// <param name="routes">Those of the server.</param>
    /// <param name="jobs">Ids of jobs that exist.</param>
    public static Gen<AnyRequest> To(IReadOnlyList<Route> routes, string[] jobs) =>
        Gen.OneOf(routes.ToArray()).SelectMany(route => Gen.Select(
            Mostly(route.Method, Gen.OneOf(Gen.OneOf("GET", "POST"), Gen.OneOf(OddMethods))),
            Target(route.Pattern, jobs),
            Body,
            Gen.Frequency((12, Framing.Length), (3, Framing.Chunks), (Seldom, Framing.BadChunks)),
            Mostly("application/json", Gen.OneOf(ContentTypes)),
            Gen.Frequency((80, Proof.User), (Seldom, Proof.UserOfOldKnife), (20, Proof.Node), (50, Proof.Token), (20, Proof.None), (10, Proof.WrongKey)),   // an old signature costs 20 ms
            Gen.Frequency((30, Gen.Const(-1)), (Seldom, Gen.Int[0, 10])),
            Gen.Frequency((5, Gen.OneOf(Headers).Array[0]), (Seldom, Gen.OneOf(Headers).Array[1, 2])),
            (method, target, body, framing, type, proof, lost, more) => method == "POST" || body.Length % 4 == 0
                ? new AnyRequest(method, target, body, framing, type, proof, lost < 0 ? null : lost, more)
                : new AnyRequest(method, target, [], Framing.Length, null, proof, lost < 0 ? null : lost, more)));

    private static Gen<string> Target(string pattern, string[] jobs) => Gen.Select(
        pattern.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(part => Segment(part, jobs))
            .Aggregate(Gen.Const(""), (path, next) => Gen.Select(path, Mostly("/", Gen.OneOf("//", "")), next, (all, slash, segment) => all + slash + segment)),
        Mostly("", Gen.OneOf("/", "/x", "//")),
        Gen.Frequency((3, Gen.Const("")), (1, Gen.OneOf(Queries))),
        (path, end, query) => path + end + query);

    private static Gen<string> Segment(string part, string[] jobs) => part switch
    {
        "{org}" => Gen.Frequency((20, Gen.Const("acme")), (Seldom, Gen.OneOf("nowhere", "ACME")), (Seldom, Gen.OneOf(OddSegments))),
        "{id}" => Gen.Frequency((Often, Gen.OneOf(jobs)), (2, Gen.OneOf(OddSegments))),
        "{node}" => Mostly(AnyRequest.Node, Gen.OneOf(OddSegments)),
        ['{', ..] => Gen.Frequency((1, Gen.OneOf("carol", "web2", "crew", "default")), (1, Gen.OneOf(OddSegments))),
        _ => Gen.Frequency((30, Gen.Const(part)), (Seldom, Gen.OneOf(OddSegments))),
    };

    private static Gen<byte[]> Body => Gen.Frequency(
        (Often, Gen.OneOf(Bodies)),
        (Often, Gen.Select(Gen.OneOf(Bodies), Gen.Select(Gen.Int[0, 3], Gen.Double.Unit, Gen.OneOf(Spices)).Array[0, 4], (body, changes) => changes.Aggregate(body, Changed))),
        (Seldom, Gen.Byte.Array[0, 200]));

    /// <summary>One change at a place in a body.</summary>
    private static byte[] Changed(byte[] body, (int Kind, double Place, string Spice) change)
    {
        var at = (int)(change.Place * body.Length);
        List<byte> changed = [.. body];
        switch (change.Kind)
        {
            case 0: changed.InsertRange(at, Encoding.Latin1.GetBytes(change.Spice)); break;
            case 1: changed.RemoveRange(at, Math.Min(change.Spice.Length, body.Length - at)); break;
            case 2: changed.InsertRange(at, changed.GetRange(at, Math.Min(2 * change.Spice.Length, body.Length - at))); break;
            case var _ when at < body.Length: changed[at] ^= (byte)(1 << (change.Spice.Length % 8)); break;
        }

        return [.. changed];
    }

    private static Gen<string> Mostly(string usual, Gen<string> odd) => Gen.Frequency((Often, Gen.Const(usual)), (Seldom, odd));
}
