using System.Text.Json;
using System.Text.Json.Nodes;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Conformance.Knife;

/// <summary>What real <c>knife</c> commands asked, asked of us: each gets what it needs (real-peers.md).</summary>
public sealed class KnifeReplayTests
{
    private const string Search = "/organizations/acme/search/";   // of a Chef Infra Server, not of a Push Jobs server

    private static readonly string[] Times = ["created_at", "updated_at"];
    private static readonly KnifeCapture Capture = KnifeCapture.Read();

    [Fact]
    public async Task Every_captured_command_gets_what_it_got()
    {
        var (server, node) = await KnifeServer.Start(Capture);
        await using var ending = server;
        await using var also = node;
        await Eventually.See(() => server.Read($"node_states/{KnifeNode.Name}"), state => state.GetProperty("availability").GetString() == "available");
        await MakeJobsOfBefore(server, node);

        // Commands that wait for a run's timeout do so while the others go on.
        var away = Capture.Commands.TakeWhile(command => command.Http is not [{ Request.Target: "/organizations/acme/pushy/node_states", Response.Body: "[]" }]).Count();
        var slow = Capture.Commands.Where(command => command.Command.Contains("--timeout", StringComparison.Ordinal)).ToList();
        var waiting = Task.WhenAll(slow.Select(command => Replay(server, node, command)));
        foreach (var command in Capture.Commands.Take(away).Except(slow))
            await Replay(server, node, command);
        await waiting;

        await node.Stop();
        await Eventually.See(() => server.Read($"node_states/{KnifeNode.Name}"), state => state.GetProperty("status").GetString() == "offline");
        foreach (var command in Capture.Commands.Skip(away))
            await Replay(server, node, command);
        Assert.Equal(52, Capture.Commands.Count);
    }

    /// <summary>The first list has a job that no captured request made.</summary>
    private static async Task MakeJobsOfBefore(KnifeServer server, KnifeNode node)
    {
        var exchanges = Capture.Commands.SelectMany(command => command.Http ?? []).ToList();
        var made = exchanges.Select(one => one.MadeJob).ToHashSet();
        foreach (var job in exchanges.Where(IsList).SelectMany(one => one.Response.Json.EnumerateArray()).Where(job => !made.Contains(job.GetProperty("id").GetString())))
        {
            Assert.Equal("quorum_failed", job.GetProperty("status").GetString());
            var id = job.GetProperty("id").GetString()!;
            node.Expect(id, "nacked");
            await server.Submit(id, JsonSerializer.Serialize(new { command = job.GetProperty("command").GetString(), nodes = new[] { KnifeNode.Name } }));
            await Eventually.See(() => server.Job(id), one => one.GetProperty("status").GetString() == "quorum_failed");
        }
    }

    private static async Task Replay(KnifeServer server, KnifeNode node, KnifeCommand command)
    {
        foreach (var exchange in command.Http ?? [])
        {
            if (exchange.Request.Target.StartsWith(Search, StringComparison.Ordinal))
                continue;
            try
            {
                await Replay(server, node, exchange);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{command.Command}: {exchange.Request.Method} {exchange.Request.Target}: {e.Message}", e);
            }
        }
    }

    private static async Task Replay(KnifeServer server, KnifeNode node, KnifeExchange exchange)
    {
        if (exchange.ReadsJob is { } id && exchange.Response.Status == 200)
            await Reached(server, node, id, exchange.Response.Json);

        var reply = IsList(exchange)
            ? await Eventually.See(() => server.Replay(exchange.Request), one => Has(one, exchange.Response.Json))
            : await server.Replay(exchange.Request, WholeBody(exchange.Request));
        Assert.True(reply.Status == exchange.Response.Status, $"{reply.Status} {reply.Body}");
        switch (exchange)
        {
            case { MadeJob: { } made }:
                await Made(server, node, exchange.Request, made, reply);
                break;
            case { Request.Target: var target } when target.Contains("/output/", StringComparison.Ordinal) && reply.Status == 200:
                Assert.Equal(("application/octet-stream", exchange.Response.Body), (reply.Header("Content-Type"), reply.Body));
                break;
            case { Response.Status: 404 }:   // the stand-in's is empty; knife shows the body and needs the status only
                Assert.Equal("""{"error":["not found"]}""", reply.Body);
                break;
            default:
                Assert.Equal("application/json", reply.Header("Content-Type"));
                if (!IsList(exchange))   // that was waited for
                    Same(exchange.Response.Json, Cast.JsonElement(reply));
                break;
        }
    }

    /// <summary>The one body that the captures have in part only; byte for byte, for it was signed.</summary>
    private static string? WholeBody(KnifeRequest request) => request.Body?.Contains("…(100007 bytes", StringComparison.Ordinal) == true
        ? JsonSerializer.Serialize(new { command = "hello", nodes = new[] { KnifeNode.Name }, quorum = 1, file = "raw:" + new string('x', 100_001), capture_output = false, env = new { } })
        : null;

    /// <summary>An address whose last 32 characters are the job's id, at the host that knife asked; and a twin with the id that knife goes on with.</summary>
    private static async Task Made(KnifeServer server, KnifeNode node, KnifeRequest request, string twin, Reply reply)
    {
        Assert.Equal("application/json", reply.Header("Content-Type"));
        var uri = Assert.Single(Cast.JsonElement(reply).EnumerateObject());
        Assert.Equal("uri", uri.Name);
        var address = uri.Value.GetString()!;
        Assert.Matches("^http://127[.]0[.]0[.]1:8180/organizations/acme/pushy/jobs/[0-9a-f]{32}$", address);
        Assert.Equal(address, reply.Header("Location"));
        Assert.Equal(address[^32..], (await server.Job(address[^32..])).GetProperty("id").GetString());

        var end = Capture.Commands.SelectMany(command => command.Http ?? []).LastOrDefault(one => one.ReadsJob == twin && one.Response.Status == 200)?.Response.Json;
        node.Expect(twin, end is { } known ? StateOf(known) : "succeeded", Output(twin, "stdout"), Output(twin, "stderr"));
        await server.Submit(twin, request.Body!);
    }

    private static string StateOf(JsonElement job) => job.GetProperty("nodes").EnumerateObject().Single(state => state.Value.EnumerateArray().Any(one => one.GetString() == KnifeNode.Name)).Name;

    private static string? Output(string job, string channel) => Capture.Commands.SelectMany(command => command.Http ?? [])
        .FirstOrDefault(one => one.Response.Status == 200 && one.Request.Target.EndsWith($"{job}/output/{KnifeNode.Name}/{channel}", StringComparison.Ordinal))?.Response.Body;

    /// <summary>Waits until the twin is where the job was when it was asked for; lets it end only if it had ended then.</summary>
    private static async Task Reached(KnifeServer server, KnifeNode node, string id, JsonElement then)
    {
        if (then.GetProperty("status").GetString() is "complete")
            node.LetEnd(id);
        await Eventually.See(() => server.Job(id), job => JsonElement.DeepEquals(job.GetProperty("nodes"), then.GetProperty("nodes")) && job.GetProperty("status").ValueEquals(then.GetProperty("status").GetString()));
    }

    private static bool IsList(KnifeExchange exchange) => exchange.Request is { Method: "GET", Target: "/organizations/acme/pushy/jobs" };

    /// <summary>Whether a list has the jobs that it had then; ours has those of the other captures too.</summary>
    private static bool Has(Reply reply, JsonElement then)
    {
        if (reply.Status != 200)
            return false;
        var ours = Cast.JsonElement(reply).EnumerateArray().ToDictionary(job => job.GetProperty("id").GetString()!);
        return then.EnumerateArray().All(job => ours.TryGetValue(job.GetProperty("id").GetString()!, out var same) && JsonNode.DeepEquals(Timeless(job), Timeless(same)));
    }

    private static void Same(JsonElement then, JsonElement now) => Assert.True(JsonNode.DeepEquals(Timeless(then), Timeless(now)), $"{now} instead of {then}");

    /// <summary>Without the times of a job, which are of now.</summary>
    private static JsonNode Timeless(JsonElement json)
    {
        var node = JsonNode.Parse(json.GetRawText())!;
        if (node is not JsonObject job)
            return node;
        foreach (var time in Times.Where(job.ContainsKey))
            job[time] = DateTimeOffset.TryParseExact(job[time]!.GetValue<string>(), "R", null, default, out _) ? "a time" : "no time";
        return node;
    }
}
