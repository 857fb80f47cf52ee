using Pushy.Server.Tests.Gateway;

namespace Pushy.Server.Tests.Hosting;

public sealed class RequestIdTests(ThingServer things) : IClassFixture<ThingServer>
{
    [Theory]
    [InlineData("ci-42:a.b_C")]
    [InlineData("x")]
    public async Task A_clients_own_id_is_kept(string id) =>
        Assert.Equal(id, (await Get(ThingServer.Things, id)).Header("X-Request-Id"));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("<script>")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task An_id_that_cannot_go_into_a_log_is_replaced(string id) =>
        Assert.Matches("^[0-9a-f]{16}$", (await Get(ThingServer.Things, id)).Header("X-Request-Id"));

    [Theory]
    [InlineData("/nothing/here", 404)]
    [InlineData("/organizations/bogus/pushy/things", 404)]
    [InlineData("/pushy/broken", 500)]
    [InlineData("/pushy/_status", 200)]
    public async Task Errors_have_one_too(string path, int status)
    {
        var reply = await Get(path, "mine");
        Assert.Equal((status, "mine"), (reply.Status, reply.Header("X-Request-Id")));
    }

    private Task<Reply> Get(string path, string id) => things.Alice.Get(path, request => request.Headers.TryAddWithoutValidation("X-Request-Id", id));
}
