using System.Security.Cryptography;
using System.Text.Json;
using Pushy.Contracts.Signing;
using Pushy.Server.SignIn;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Joining;

public sealed class JoinTests(ClockedServer clocked) : IClassFixture<ClockedServer>
{
    private readonly TestServer _server = clocked.Server;

    /// <summary>Names of this test alone: the server is shared.</summary>
    private readonly string _web1 = $"{Guid.NewGuid():N}.1";
    private readonly string _web2 = $"{Guid.NewGuid():N}.2";
    private readonly string _web3 = $"{Guid.NewGuid():N}.3";

    [Fact]
    public async Task A_machine_that_joined_signs_in_with_its_key()
    {
        var reply = await Join(await Token(), _web1, TestKeys.MinePublic);
        Assert.Equal((201, $$"""{"organization":"acme","node":"{{_web1}}"}"""), (reply.Status, reply.Body));
        Assert.Equal(200, (await clocked.As(_web1).Get($"/organizations/acme/pushy/own/{_web1}")).Status);
    }

    [Fact]
    public async Task A_token_is_used_up()
    {
        var token = await Token(uses: 2);
        Assert.Equal(201, (await Join(token, _web1, TestKeys.MinePublic)).Status);
        Assert.Equal(201, (await Join(token, _web2, TestKeys.MinePublic)).Status);
        var reply = await Join(token, _web3, TestKeys.MinePublic);
        Assert.Equal((401, """{"error":["the join token is unknown, used up or expired"]}"""), (reply.Status, reply.Body));
        Assert.Null(reply.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task The_same_key_again_is_welcome_and_costs_no_use()
    {
        var token = await Token();
        Assert.Equal(201, (await Join(token, _web1, TestKeys.MinePublic)).Status);
        Assert.Equal(201, (await Join(token, _web1, TestKeys.MinePublic.Replace("\n", "\r\n", StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task A_name_with_another_key_is_taken_and_costs_no_use()
    {
        var token = await Token(uses: 2);
        Assert.Equal(201, (await Join(token, _web1, TestKeys.MinePublic)).Status);
        var reply = await Join(token, _web1, TestKeys.OtherPublic);
        Assert.Equal((409, $$"""{"error":["the name '{{_web1}}' is taken by another key"]}"""), (reply.Status, reply.Body));
        Assert.Equal(201, (await Join(token, _web2, TestKeys.OtherPublic)).Status);
    }

    [Fact]
    public async Task Of_many_machines_at_once_a_token_takes_in_as_many_as_it_has_uses()
    {
        var token = await Token(uses: 3);
        var replies = await Task.WhenAll(Enumerable.Range(1, 12).Select(i => Join(token, $"{_web1}.{i}", TestKeys.MinePublic)));
        Assert.Equal(3, replies.Count(reply => reply.Status == 201));
        Assert.Equal(9, replies.Count(reply => reply.Status == 401));
    }

    [Fact]
    public async Task A_token_ends_at_its_time()
    {
        var token = await Token();
        clocked.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(401, (await Join(token, _web1, TestKeys.MinePublic)).Status);
    }

    [Fact]
    public async Task A_token_is_for_one_organization()
    {
        var token = await Token();
        Assert.Equal(401, (await Join(token, _web1, TestKeys.MinePublic, "evil")).Status);
        var reply = await Join(token, _web1, TestKeys.MinePublic, "bogus");
        Assert.Equal((404, """{"error":["organization 'bogus' does not exist."]}"""), (reply.Status, reply.Body));
    }

    [Fact]
    public async Task A_personal_token_does_not_join()
    {
        var token = SecretText.New("pushy_");
        await _server.Made(_server.Admin.AddToken("acme", "alice", SecretText.HashOf(token), TokenScope.Write, TimeSpan.FromHours(1), default));
        Assert.Equal(401, (await Join(token, _web1, TestKeys.MinePublic)).Status);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\u0001b")]
    [InlineData("nöde")]
    public async Task A_name_that_no_node_can_bear_is_400(string name)
    {
        var reply = await Join(await Token(), name, TestKeys.MinePublic);
        Assert.Equal(400, reply.Status);
        Assert.Contains("letters, digits and '_', '.', ':', '-'", reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_of_ten_thousand_characters_is_400_and_not_repeated()
    {
        var reply = await Join(await Token(), new string('n', 10_000), TestKeys.MinePublic);
        Assert.Equal(400, reply.Status);
        Assert.InRange(reply.Body.Length, 1, 300);
    }

    [Fact]
    public async Task A_private_or_short_or_broken_key_is_400()
    {
        using var small = RSA.Create(1024);
        using var large = RSA.Create();
        large.ImportParameters(new RSAParameters { Modulus = [.. Enumerable.Repeat((byte)0xFF, 640)], Exponent = [1, 0, 1] });
        foreach (var key in new[] { TestKeys.Mine.ExportPkcs8PrivateKeyPem(), small.ExportSubjectPublicKeyInfoPem(), PublicKeyPem.Write(large), "no key", "" })
        {
            var reply = await Join(await Token(), _web1, key);
            Assert.Equal(400, reply.Status);
            Assert.StartsWith("""{"error":["'public_key'""", reply.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"token":1,"node":"web1","public_key":"x"}""")]
    [InlineData("""{"token":"t","node":null,"public_key":"x"}""")]
    public async Task A_body_that_is_not_one_says_what_is_needed(string body)
    {
        var reply = await SignedClient.Send(_server.Address, "POST", "/organizations/acme/pushy/join", body);
        Assert.Equal(400, reply.Status);
        Assert.Contains("'token'", reply.Body, StringComparison.Ordinal);
    }

    private async Task<string> Token(int uses = 1)
    {
        var token = SecretText.New("pushy_join_");
        await _server.Made(_server.Admin.AddJoinToken("acme", SecretText.HashOf(token), uses, TimeSpan.FromHours(1), default));
        return token;
    }

    private Task<Reply> Join(string token, string node, string key, string organization = "acme") => SignedClient.Send(
        _server.Address, "POST", $"/organizations/{organization}/pushy/join", JsonSerializer.Serialize(new { token, node, public_key = key }));
}
