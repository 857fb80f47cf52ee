using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Pushy.Contracts.Agents;

namespace Pushy.Agent.Tests.Harness;

/// <summary>A real WebSocket server on 127.0.0.1 that does nothing by itself but take output: the test is the server.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<TestLink> _links = Channel.CreateUnbounded<TestLink>();

    private TestServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public int Port => new Uri(Url).Port;

    /// <summary>What the next links are answered instead of being taken; 0 takes them.</summary>
    public int RefuseWith { get; set; }

    /// <summary>Its key, which it proves to have.</summary>
    public ECDsa Key { get; set; } = Some.ServerKey;

    /// <summary>Its first frame, for the agent's nonce and node; null sends none.</summary>
    public Func<TestServer, byte[], string, byte[]?> Challenge { get; set; } = (server, nonce, node) => AgentLinkJson.Write(server.ChallengeFor(nonce, node));

    /// <summary>What agents printed, over all links.</summary>
    public TakenOutput Output { get; } = new();

    public ConcurrentQueue<IHeaderDictionary> RequestHeaders { get; } = [];

    public static async Task<TestServer> StartAsync(int port = 0, Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var server = new TestServer(app);
        app.UseWebSockets();
        map?.Invoke(app);
        app.Map("/organizations/{org}/pushy/link/{node}", server.AcceptAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>The next link that an agent makes.</summary>
    public async Task<TestLink> LinkAsync() => await _links.Reader.ReadAsync().AsTask().WaitAsync(Some.Patience);

    /// <summary>A right one.</summary>
    public ServerMessage.Challenge ChallengeFor(byte[] agentNonce, string node)
    {
        var nonce = RandomNumberGenerator.GetBytes(LinkHandshake.NonceBytes);
        return new(nonce, Key.ExportSubjectPublicKeyInfo(), Key.SignData(LinkHandshake.ServerText(Some.Org, node, agentNonce, nonce), HashAlgorithmName.SHA256));
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AcceptAsync(HttpContext context)
    {
        RequestHeaders.Enqueue(context.Request.Headers);
        if (RefuseWith > 0)
        {
            context.Response.StatusCode = RefuseWith;
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var link = new TestLink(socket, Output);
        var nonce = LinkHandshake.ReadNonce(context.Request.Headers[LinkHandshake.NonceHeader]);
        if (Challenge(this, nonce!, (string)context.Request.RouteValues["node"]!) is { } challenge)
            await link.SendAsync(challenge);
        _links.Writer.TryWrite(link);
        await link.ReceiveAsync(context.RequestAborted);
    }
}

/// <summary>The server's end of a link.</summary>
internal sealed class TestLink(WebSocket socket, TakenOutput output)
{
    private readonly Channel<AgentMessage> _messages = Channel.CreateUnbounded<AgentMessage>();
    private readonly ConcurrentDictionary<string, bool> _recorded = [];

    public WebSocketCloseStatus? Closed => socket.CloseStatus;

    public Task Ended => _messages.Reader.Completion;

    public Task SendAsync(ServerMessage message)
    {
        if (message is ServerMessage.Recorded(var job))
            _recorded[job] = true;
        return SendAsync(AgentLinkJson.Write(message));
    }

    public Task SendAsync(byte[] frame, WebSocketMessageType type = WebSocketMessageType.Text) => socket.SendAsync(frame, type, true, CancellationToken.None);

    /// <summary>To an agent that may have left.</summary>
    public async Task TrySendAsync(byte[] frame)
    {
        try
        {
            await SendAsync(frame);
        }
        catch (WebSocketException)
        {
            // it has
        }
    }

    /// <summary>All that the agent ever said, once the link has ended.</summary>
    public async Task<IReadOnlyList<AgentMessage>> AllAsync()
    {
        using var patience = new CancellationTokenSource(Some.Patience);
        var all = new List<AgentMessage>();
        await foreach (var message in _messages.Reader.ReadAllAsync(patience.Token))
            all.Add(message);
        return all;
    }

    public void Cut() => socket.Abort();

    public Task CloseAsync(string why) => socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, why, CancellationToken.None);

    /// <summary>
    /// The next message of a kind. Heartbeats on the way to it are passed over, and so are outcomes that the test has given the receipt for: the
    /// agent tells an outcome again with each heartbeat, and its last word may have crossed the receipt. Anything else is a fault. An outcome
    /// comes with its output as text, once all of that is here.
    /// </summary>
    public async Task<T> ExpectAsync<T>(TimeSpan? within = null)
        where T : AgentMessage
    {
        using var patience = new CancellationTokenSource(within ?? Some.Patience);
        while (true)
        {
            var message = await _messages.Reader.ReadAsync(patience.Token);
            if (message is T && !IsRepeat(message))
                return (T)await output.WithAsync(message);
            if (message is not AgentMessage.Heartbeat && !IsRepeat(message))
                Assert.Fail($"expected {typeof(T).Name}, got {message}");
        }
    }

    /// <summary>Passes a job through its vote and start.</summary>
    public async Task<AgentMessage.AckRun> StartAsync(ServerMessage.Commit commit)
    {
        await SendAsync(commit);
        Assert.Equal(commit.JobId, (await ExpectAsync<AgentMessage.AckCommit>()).JobId);
        await SendAsync(new ServerMessage.Run(commit.JobId));
        return await ExpectAsync<AgentMessage.AckRun>();
    }

    /// <summary>Votes, runs, awaits the end, gives the receipt.</summary>
    public async Task<T> RunAsync<T>(ServerMessage.Commit commit)
        where T : AgentMessage
    {
        await StartAsync(commit);
        var outcome = await ExpectAsync<T>();
        await SendAsync(new ServerMessage.Recorded(commit.JobId));
        return outcome;
    }

    private bool IsRepeat(AgentMessage message) => message is IOutcome outcome && _recorded.ContainsKey(outcome.JobId);

    public async Task ReceiveAsync(CancellationToken aborted)
    {
        var buffer = new byte[AgentLinkJson.MaxFrameBytes + 1];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult got;
                do
                {
                    got = await socket.ReceiveAsync(buffer.AsMemory(length), aborted);
                    length += got.Count;
                }
                while (!got.EndOfMessage);
                if (got.MessageType == WebSocketMessageType.Close)
                    break;
                var message = AgentLinkJson.ReadFromAgent(buffer.AsSpan(0, length));
                if (message is not AgentMessage.Output piece)
                    _messages.Writer.TryWrite(message);
                else if (output.Take(piece) is { } stored)
                    await SendAsync(stored);
            }
            if (socket.State == WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The test sees the end of the messages.
        }
        _messages.Writer.TryComplete();
    }
}
