using System.Net.Http.Headers;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Gateway;

/// <summary>Of several faults the first in the order of rest-api.md §1.2 answers. Each test makes a request with two faults.</summary>
public sealed class CheckOrderTests(ThingServer things) : IClassFixture<ThingServer>
{
    private const string Things = ThingServer.Things;

    private string Address => things.Server.Address;

    [Fact]
    public async Task An_unknown_route_comes_before_an_unknown_method() =>
        Assert.Equal(404, (await SignedClient.Send(Address, "BREW", "/organizations/acme/pushy/coffee", null)).Status);

    [Fact]
    public async Task A_wrong_method_comes_before_missing_headers() =>
        Assert.Equal(405, (await SignedClient.Send(Address, "PUT", Things, "")).Status);

    [Fact]
    public async Task Missing_headers_come_before_a_body_too_large() =>
        Assert.Equal(400, (await SignedClient.Send(Address, "POST", Things, new string('x', 1_000_001))).Status);

    [Fact]
    public async Task A_body_too_large_comes_before_its_content()
    {
        var reply = await things.Alice.Post(Things, "bad" + new string('x', 1_000_000));
        Assert.Equal((413, """{"error":"JSON must be no more than 1000000 bytes."}"""), (reply.Status, reply.Body));
    }

    [Fact]
    public async Task A_bad_body_comes_before_an_unknown_organization()
    {
        var reply = await things.Alice.Post("/organizations/bogus/pushy/things", "bad");
        Assert.Equal((400, """{"error":"invalid JSON"}"""), (reply.Status, reply.Body));
    }

    [Fact]
    public async Task A_bad_body_comes_before_a_bad_signature() =>
        Assert.Equal(400, (await new SignedClient(Address, "alice", TestKeys.Other).Post(Things, "bad")).Status);

    [Fact]
    public async Task An_unknown_organization_comes_before_an_unknown_name() =>
        Assert.Equal(404, (await things.Server.As("nobody").Get("/organizations/bogus/pushy/things")).Status);

    [Fact]
    public async Task A_stranger_comes_before_a_bad_signature() =>
        Assert.Equal(403, (await new SignedClient(Address, "mallory", TestKeys.Other).Get(Things)).Status);

    [Fact]
    public async Task A_bad_signature_comes_before_a_missing_permission() =>
        Assert.Equal(401, (await new SignedClient(Address, "bob", TestKeys.Other).Post(Things, "{}")).Status);

    [Fact]
    public async Task A_missing_permission_comes_before_what_is_not_acceptable() =>
        Assert.Equal(403, (await things.Bob.Post(Things, "{}", request => request.Headers.Accept.ParseAdd("text/plain"))).Status);

    [Fact]
    public async Task What_is_not_acceptable_comes_before_what_is_missing() =>
        Assert.Equal(406, (await things.Bob.Get(Things + "/missing", request => request.Headers.Accept.ParseAdd("text/plain"))).Status);

    [Fact]
    public async Task What_is_missing_is_404_for_who_may_look() =>
        Assert.Equal((404, """{"error":["not found"]}"""), Essence(await things.Bob.Get(Things + "/missing")));

    [Fact]
    public async Task What_is_not_acceptable_comes_before_a_wrong_content_type() =>
        Assert.Equal(406, (await things.Alice.Post(Things, "{}", request =>
        {
            request.Headers.Accept.ParseAdd("text/plain");
            request.Content!.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        })).Status);

    [Theory]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task A_content_type_that_is_not_JSON_is_415(string? type) =>
        Assert.Equal((415, """{"error":["unsupported media type"]}"""), Essence(await things.Alice.Post(Things, "{}", request =>
            request.Content!.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type))));

    [Fact]
    public async Task A_content_type_may_have_parameters() =>
        Assert.Equal(201, (await things.Alice.Post(Things, "{}", request =>
            request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=utf-8"))).Status);

    [Fact]
    public async Task A_request_without_a_fault_is_acted_on()
    {
        Assert.Equal((201, "User alice in acme, Seed"), Essence(await things.Alice.Post(Things, "{}")));
        Assert.Equal((200, "Client web1 in acme, Seed"), Essence(await things.Web1.Get(Things)));
    }

    [Fact]
    public async Task The_header_of_the_API_version_chooses_the_dialect_and_is_signed()
    {
        var knife = new SignedClient(Address, "alice", TestKeys.Mine) { ServerApiVersion = 1 };
        Assert.Equal((200, "User alice in acme, PushJobs"), Essence(await knife.Get(Things)));
    }

    private static (int, string) Essence(Reply reply) => (reply.Status, reply.Body);
}
