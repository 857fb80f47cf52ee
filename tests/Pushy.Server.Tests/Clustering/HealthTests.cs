using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Clustering;

public sealed class HealthTests
{
    [Fact]
    public async Task A_server_on_its_own_is_alive_and_ready_and_has_no_cluster()
    {
        await using var server = await TestServer.Start();
        Assert.Equal((200, """{"status":"alive"}"""), await Get("/healthz"));
        Assert.Equal((200, """{"ready":true,"reasons":[]}"""), await Get("/readyz"));
        var (status, cluster) = await Get("/cluster");
        Assert.Equal(200, status);
        Assert.Matches($$"""^\{"hosts":\[\],"version":"\d+\.\d+\.\d+[^"]*","schema":{{Pushy.Server.Storage.Schema.Newest}}\}$""", cluster);

        async Task<(int, string)> Get(string path)
        {
            var reply = await SignedClient.Send(server.Address, "GET", path, null);
            return (reply.Status, reply.Body);
        }
    }
}
