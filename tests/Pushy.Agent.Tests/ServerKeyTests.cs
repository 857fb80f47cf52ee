using System.Security.Cryptography;
using Pushy.Agent.Tests.Harness;
using Pushy.Contracts.Agents;
using Pushy.Contracts.Signing;

namespace Pushy.Agent.Tests;

/// <summary>An agent heeds nobody who has not proven to be its server.</summary>
public sealed class ServerKeyTests : IDisposable
{
    private readonly ECDsa _other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Fact]
    public async Task A_server_that_gives_orders_instead_of_a_proof_is_left_and_nothing_runs()
    {
        await using var bench = await AgentBench.StartAsync();
        bench.Server.Challenge = (_, _, _) => AgentLinkJson.Write(new ServerMessage.Commit(Some.Job(1), $"touch {bench.At("ran")}"));
        await IsLeft(bench, "did not prove its key: its first frame is no challenge", AgentLinkJson.Write(new ServerMessage.Run(Some.Job(1))));
        Assert.False(File.Exists(bench.At("ran")));
    }

    [Fact]
    public async Task A_server_that_proves_nothing_at_all_is_left_after_the_time_for_a_connection()
    {
        await using var bench = await AgentBench.StartAsync();
        bench.Server.Challenge = (_, _, _) => null;
        await IsLeft(bench, "did not prove its key within 10 s");
    }

    [Fact]
    public async Task A_challenge_that_was_recorded_on_another_link_is_none()
    {
        await using var bench = await AgentBench.StartAsync();
        var recorded = bench.Server.ChallengeFor(new byte[LinkHandshake.NonceBytes], bench.Node);
        bench.Server.Challenge = (_, _, _) => AgentLinkJson.Write(recorded);
        await IsLeft(bench, "did not prove its key: the challenge is not signed for this link");
    }

    [Fact]
    public async Task A_challenge_in_the_name_of_a_key_that_the_server_does_not_have_is_none()
    {
        await using var bench = await AgentBench.StartAsync();
        Know(bench, Some.ServerKey);
        bench.Server.Key = _other;
        bench.Server.Challenge = (server, nonce, node) => AgentLinkJson.Write(server.ChallengeFor(nonce, node) with { Key = Some.ServerKey.ExportSubjectPublicKeyInfo() });
        await IsLeft(bench, "did not prove its key: the challenge is not signed for this link");
    }

    [Fact]
    public async Task A_server_with_another_key_than_the_agent_was_told_is_left()
    {
        await using var bench = await AgentBench.StartAsync();
        Know(bench, _other);
        await IsLeft(bench, "has another key than the one that this agent knows");
    }

    [Fact]
    public async Task The_first_server_that_proves_a_key_is_trusted_and_no_other_after_it()
    {
        await using var bench = await AgentBench.StartAsync();
        var (first, link) = await bench.ConnectedAsync();
        await first.KillAsync();
        await link.Ended.WaitAsync(Some.Patience);
        var kept = Path.Combine(bench.StateDir, "server-key.pem");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(kept));
        var fingerprint = ServerKey.FingerprintOf(Some.ServerKey.ExportSubjectPublicKeyInfo());
        await Processes.EventuallyAsync(() => first.Log.FirstOrDefault(line => line.Contains(fingerprint)), fingerprint);

        bench.Server.Key = _other;
        await IsLeft(bench, $"has another key than the one that this agent knows, {ServerKey.FingerprintOf(_other.ExportSubjectPublicKeyInfo())} instead of");

        bench.Server.Key = Some.ServerKey;
        await bench.ConnectedAsync();
    }

    [Fact]
    public async Task A_kept_key_that_is_damaged_does_not_become_no_key()
    {
        await using var bench = await AgentBench.StartAsync();
        Directory.CreateDirectory(bench.StateDir);
        await File.WriteAllTextAsync(Path.Combine(bench.StateDir, "server-key.pem"), "rubbish");
        var (code, _, log) = await AgentUnderTest.ResultAsync(null, "run", "--config", bench.ConfigFile);
        Assert.Equal(3, code);
        Assert.Contains("server-key.pem", log);
    }

    [Theory]
    [InlineData("rubbish", "allowed is a PEM block PUBLIC KEY")]
    [InlineData(null, "cannot be read")]
    public async Task A_file_with_the_servers_key_that_cannot_be_used_is_named(string? content, string words)
    {
        await using var bench = await AgentBench.StartAsync();
        if (content is not null)
            await File.WriteAllTextAsync(bench.At("server.pem"), content);
        var (code, _, log) = await AgentUnderTest.ResultAsync(null, "run", "--config", bench.ConfigFile, "--server-key", bench.At("server.pem"));
        Assert.Equal(2, code);
        Assert.Contains("--server-key", log);
        Assert.Contains(words, log);
    }

    [Fact]
    public async Task The_file_of_the_option_wins_over_the_configuration()
    {
        await using var bench = await AgentBench.StartAsync();
        Know(bench, _other);
        await File.WriteAllTextAsync(bench.At("server.pem"), Some.ServerKey.ExportSubjectPublicKeyInfoPem());
        await using var agent = AgentUnderTest.Start(null, "run", "--config", bench.ConfigFile, "--server-key", bench.At("server.pem"));
        await (await bench.Server.LinkAsync()).ExpectAsync<AgentMessage.Hello>();
    }

    public void Dispose() => _other.Dispose();

    private static void Know(AgentBench bench, ECDsa key) => bench.Configure(more: new { server_key = key.ExportSubjectPublicKeyInfoPem() });

    /// <summary>The agent says nothing at all on the link, and leaves it.</summary>
    private static async Task IsLeft(AgentBench bench, string words, byte[]? then = null)
    {
        var agent = bench.StartAgent();
        var link = await bench.Server.LinkAsync();
        if (then is not null)
            await link.TrySendAsync(then);
        Assert.Empty(await link.AllAsync());
        await Processes.EventuallyAsync(() => agent.Log.FirstOrDefault(line => line.Contains(words)), words);
        await agent.KillAsync();
    }
}
