using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.Metrics;

/// <summary>A server of a test's own, and what it counts.</summary>
internal sealed class MeasuredServer(params string[] sets) : JobServer, IAsyncDisposable
{
    public override Task InitializeAsync() => Start(sets);

    /// <summary>All that is counted now, read strictly.</summary>
    public async Task<PrometheusText> Read() => PrometheusText.Parse(await ReadText());

    public async Task<string> ReadText()
    {
        var reply = await SignedClient.Send(Server.Address, "GET", "/metrics", null);
        Assert.Equal((200, "text/plain; version=0.0.4; charset=utf-8"), (reply.Status, reply.Header("Content-Type")));
        return reply.Body;
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();
}
