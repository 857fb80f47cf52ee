using Pushy.Server.Gateway;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Gateway;

public sealed class RoutingTests(ThingServer things) : IClassFixture<ThingServer>
{
    private const string Things = ThingServer.Things;

    private Task<Reply> Plain(string method, string path) => SignedClient.Send(things.Server.Address, method, path, null);

    [Theory]
    [InlineData("/organizations/acme/pushy/things/")]
    [InlineData("//organizations///acme/pushy//things")]
    [InlineData("/organizations/acme/pushy/things?a=b/c")]
    [InlineData("/organizations/ac%6De/pushy/%74hings")]
    public async Task Runs_of_slashes_a_slash_at_the_end_and_escapes_do_not_matter(string path) =>
        Assert.Equal(200, (await things.Bob.Get(path)).Status);

    [Theory]
    [InlineData("/pushy")]
    [InlineData("/pushy/_status/more")]
    [InlineData("/organizations/acme/pushy")]
    [InlineData("/organizations/acme/pushy/things/a/b")]
    [InlineData("/organizations/acme/pushy/../pushy/things")]
    [InlineData("/ORGANIZATIONS/acme/pushy/things")]
    [InlineData("/organizations//pushy/things")]
    public async Task What_is_no_route_is_404_for_every_method(string path)
    {
        foreach (var method in new[] { "GET", "POST", "PUT", "DELETE", "OPTIONS", "BREW" })
        {
            var reply = await Plain(method, path);
            Assert.Equal((404, """{"error":["not found"]}"""), (reply.Status, reply.Body));
        }
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("BREW")]
    public async Task There_is_nothing_to_do_at_the_root(string method)
    {
        var reply = await Plain(method, "/");
        Assert.Equal((404, """{"error":["not found"]}"""), (reply.Status, reply.Body));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    public async Task A_method_that_a_path_does_not_have_is_405_with_those_it_has(string method)
    {
        var reply = await Plain(method, Things);
        Assert.Equal((405, """{"error":["method not allowed"]}""", "POST, GET"), (reply.Status, reply.Body, reply.Header("Allow")));
        Assert.Equal("GET", (await Plain(method, "/pushy/_status")).Header("Allow"));
    }

    [Fact]
    public async Task HEAD_is_405_too() => Assert.Equal(405, (await Plain("HEAD", "/pushy/_status")).Status);

    [Fact]
    public async Task A_method_that_HTTP_does_not_have_is_501() =>
        Assert.Equal((501, """{"error":["not implemented"]}"""), await Essence(Plain("BREW", Things)));

    [Theory]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("%2E%2E", "..")]
    [InlineData("..", "..")]
    [InlineData("%01%0A%7F", "\u0001\n\u007f")]
    [InlineData("n%C3%B6de", "nöde")]
    [InlineData("a%zz", "a%zz")]
    [InlineData("a+b", "a+b")]
    public async Task A_segment_is_decoded_after_the_path_is_split(string segment, string name) =>
        Assert.Equal((200, name), await Essence(things.Bob.Get($"{Things}/{segment}/octets")));

    [Fact]
    public async Task A_name_may_have_ten_thousand_characters()
    {
        var name = new string('n', 10_000);
        Assert.Equal((200, name), await Essence(things.Bob.Get($"{Things}/{name}/octets")));
        Assert.Equal(404, (await things.Bob.Get($"/organizations/{name}/pushy/things")).Status);

        // Beyond 64 KiB comes HTTP's own answer, with the server unharmed.
        Assert.Equal(414, (await things.Bob.Get($"{Things}/{new string('n', 70_000)}/octets")).Status);
        Assert.Equal(200, (await things.Bob.Get(Things)).Status);
    }

    [Theory]
    [InlineData("a%2Fb")]
    [InlineData("..")]
    [InlineData("a%01b")]
    [InlineData("%2E%2E%2F%2E%2E")]
    public async Task An_organization_that_cannot_be_is_404(string name) =>
        Assert.Equal(404, (await things.Bob.Get($"/organizations/{name}/pushy/things")).Status);

    [Fact]
    public async Task A_zero_byte_in_a_path_is_refused_by_HTTP_itself() =>
        Assert.Equal(400, (await things.Bob.Get($"{Things}/a%00b/octets")).Status);

    [Fact]
    public async Task Every_answer_has_an_id_and_is_not_to_be_stored()
    {
        foreach (var reply in new[] { await Plain("GET", "/nothing"), await Plain("GET", "/pushy/_status"), await things.Bob.Get(Things) })
        {
            Assert.Matches("^[0-9a-f]{16}$", reply.Header("X-Request-Id"));
            Assert.Equal("no-store", reply.Header("Cache-Control"));
            Assert.Null(reply.Header("Server"));
        }
    }

    [Fact]
    public async Task A_mistake_of_ours_is_500_without_its_details() =>
        Assert.Equal((500, """{"error":["internal server error"]}"""), await Essence(Plain("GET", "/pushy/broken")));

    [Fact]
    public void A_route_cannot_be_mapped_twice_nor_signed_in_to_without_an_organization()
    {
        var routes = new RouteTable();
        ThingServer.Map(routes);
        Assert.Throws<ArgumentException>(() => ThingServer.Map(routes));
        Assert.Throws<ArgumentException>(() => routes.Map(new Route("GET", "/x", null, Permission.ReadJobs, _ => throw new InvalidOperationException())));
        Assert.Throws<ArgumentException>(() => routes.Map(new Route("GET", "/{org}/x", null, Permission.OwnNode, _ => throw new InvalidOperationException())));
        Assert.Throws<ArgumentException>(() => routes.Map(new Route("get", "/x", null, Permission.Public, _ => throw new InvalidOperationException())));
    }

    private static async Task<(int, string)> Essence(Task<Reply> asked)
    {
        var reply = await asked;
        return (reply.Status, reply.Body);
    }
}
