using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Pushy.Agent.Tests.Harness;
using Pushy.Contracts.Agents;
using Pushy.Contracts.Joining;

namespace Pushy.Agent.Tests;

public sealed class JoinTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-join-test-").FullName;

    [Fact]
    public async Task A_machine_joins_and_its_agent_runs_with_the_configuration_that_was_written()
    {
        JoinRequest? seen = null;
        await using var server = await ServerAsync(201, request => seen = request);
        var (code, output, log) = await JoinAsync(server.Url, env: new() { ["PUSHY_JOIN_TOKEN"] = "token-1" });

        Assert.Equal((0, ""), (code, log));
        Assert.Contains($"pushy-agent run --config {Config}", output);
        Assert.Equal(("token-1", Some.Node), (seen!.Token, seen.Node));
        using var key = RSA.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(Key));
        Assert.Equal(2048, key.KeySize);
        Assert.Equal(key.ExportSubjectPublicKeyInfoPem(), seen.PublicKey);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Key));

        await using var agent = AgentUnderTest.Start(null, "run", "--config", Config);
        Assert.Equal(Some.Node, (await (await server.LinkAsync()).ExpectAsync<AgentMessage.Hello>()).Node);
    }

    [Fact]
    public async Task The_key_that_the_server_tells_is_kept_and_no_other_is_taken()
    {
        await using var server = await ServerAsync(201, serverKey: Some.ServerKey.ExportSubjectPublicKeyInfoPem());
        var (code, output, _) = await JoinAsync(server.Url);
        Assert.Equal(0, code);
        Assert.Contains("the server's key is SHA256:", output);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Config));

        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        server.Key = other;
        await using var agent = AgentUnderTest.Start(null, "run", "--config", Config);
        await (await server.LinkAsync()).Ended.WaitAsync(Some.Patience);
        await Processes.EventuallyAsync(() => agent.Log.FirstOrDefault(line => line.Contains("has another key than the one that this agent knows")), "the refusal");
    }

    [Fact]
    public async Task Joining_again_keeps_the_key_and_the_rest_of_the_configuration()
    {
        await using var server = await ServerAsync(201);
        await JoinAsync(server.Url);
        var key = await File.ReadAllTextAsync(Key);
        await File.WriteAllTextAsync(Config, (await File.ReadAllTextAsync(Config)).Replace("{", "{\"kill_grace\": 7,"));
        Assert.Equal(0, (await JoinAsync(server.Url)).Code);
        Assert.Equal(key, await File.ReadAllTextAsync(Key));
        Assert.Equal(7, JsonDocument.Parse(await File.ReadAllTextAsync(Config)).RootElement.GetProperty("kill_grace").GetInt32());
    }

    [Fact]
    public async Task A_machine_that_is_a_node_does_not_become_another_one_by_accident()
    {
        await using var server = await ServerAsync(201);
        await JoinAsync(server.Url);
        var before = (await File.ReadAllTextAsync(Key), await File.ReadAllTextAsync(Config));
        var (code, _, log) = await JoinAsync(server.Url, "other-node");
        Assert.Equal(2, code);
        Assert.Contains($"is node {Some.Node} of organization {Some.Org} already", log);
        Assert.Equal(before, (await File.ReadAllTextAsync(Key), await File.ReadAllTextAsync(Config)));
    }

    [Theory]
    [InlineData(400, 4, "name or key")]
    [InlineData(401, 4, "unknown, used up or expired")]
    [InlineData(404, 4, "no organization")]
    [InlineData(409, 4, "another key")]
    [InlineData(503, 1, "HTTP 503")]
    public async Task A_refusal_says_why_and_writes_no_configuration(int status, int exitCode, string words)
    {
        await using var server = await ServerAsync(status);
        var (code, _, log) = await JoinAsync(server.Url);
        Assert.Equal(exitCode, code);
        Assert.Contains(words, log);
        Assert.DoesNotContain("the-token", log);
        Assert.False(File.Exists(Config));
    }

    [Fact]
    public async Task The_next_server_is_asked_when_one_cannot_be_reached()
    {
        await using var server = await ServerAsync(201);
        Assert.Equal(0, (await JoinAsync($"http://127.0.0.1:1,{server.Url}")).Code);
        File.Delete(Config);
        var (code, _, log) = await JoinAsync("http://127.0.0.1:1");
        Assert.Equal(1, code);
        Assert.Contains("Connection refused", log);
    }

    [Theory]
    [InlineData("--server is missing", "join", "--org", "o", "--token", "t")]
    [InlineData("--org is missing", "join", "--server", "http://127.0.0.1:1", "--token", "t")]
    [InlineData("--token is missing", "join", "--server", "http://127.0.0.1:1", "--org", "o")]
    [InlineData("is not a server's URL", "join", "--server", "ftp://x", "--org", "o", "--token", "t")]
    [InlineData("is not an organization's name", "join", "--server", "http://127.0.0.1:1", "--org", "a/b", "--token", "t")]
    [InlineData("is not a node name", "join", "--server", "http://127.0.0.1:1", "--org", "o", "--token", "t", "--node", "a b")]
    public async Task What_is_missing_or_wrong_is_named(string words, params string[] arguments)
    {
        var (code, _, log) = await AgentUnderTest.ResultAsync(null, [.. arguments, "--config", Config]);
        Assert.Equal(2, code);
        Assert.Contains(words, log);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Key => Path.Combine(_folder, "agent.pem");

    private string Config => Path.Combine(_folder, "agent.json");

    private Task<(int Code, string Output, string Log)> JoinAsync(string server, string node = Some.Node, Dictionary<string, string>? env = null)
    {
        File.WriteAllText(Path.Combine(_folder, "token"), "the-token\n");
        string[] token = env is null ? ["--token-file", Path.Combine(_folder, "token")] : [];
        return AgentUnderTest.ResultAsync(
            env, ["join", "--server", server, "--org", Some.Org, "--node", node, "--config", Config, "--state-dir", Path.Combine(_folder, "state"), .. token]);
    }

    private static Task<TestServer> ServerAsync(int status, Action<JoinRequest>? seen = null, string? serverKey = null) => TestServer.StartAsync(map: app =>
        app.MapPost("/organizations/{org}/pushy/join", async (HttpContext context) =>
        {
            seen?.Invoke((await JsonSerializer.DeserializeAsync(context.Request.Body, JoinContext.Default.JoinRequest))!);
            context.Response.StatusCode = status;
            if (serverKey is not null)
                await context.Response.WriteAsync(JsonSerializer.Serialize(new JoinReply(Some.Org, Some.Node) { ServerKey = serverKey }, JoinContext.Default.JoinReply));
        }));
}
