using System.Threading.Channels;
using Akka.Actor;
using Pushy.Actors.Links;
using Pushy.Actors.Presence;
using Pushy.Contracts.Agents;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Hosts;

/// <summary>The far end of a link without a socket: speaks frames to a real LinkActor.</summary>
internal sealed class FakeAgent
{
    private readonly Channel<byte[]> _outbox;
    private readonly IActorRef _link;

    /// <param name="outbox">How many frames may wait on the link.</param>
    /// <param name="seen">Sees each frame before the link has sent it, on the link's thread.</param>
    public FakeAgent(ActorSystem system, IActorRef presence, NodeKey key, AgentMessage.Hello? hello = null, int outbox = 256, Action<byte[]>? seen = null)
    {
        _outbox = Channel.CreateBounded<byte[]>(outbox);
        Closed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        hello ??= new AgentMessage.Hello(key.Node.Value, "incarnation-1", "test");
        ChannelWriter<byte[]> writer = seen is null ? _outbox.Writer : new Watched(_outbox.Writer, seen);
        _link = system.ActorOf(Producing.Of(() => new LinkActor(key, hello, writer, (_, reason) => Closed.TrySetResult(reason), presence)));
    }

    public TaskCompletionSource<string> Closed { get; }

    public IActorRef Link => _link;

    public void Say(AgentMessage message) => _link.Tell(message);

    public void Hang(DownReason why = DownReason.ConnectionLost) => _link.Tell(new SocketEnded(why));

    /// <summary>The next frame, as a message.</summary>
    public async Task<ServerMessage> Hear()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return AgentLinkJson.ReadFromServer(await _outbox.Reader.ReadAsync(patience.Token));
    }

    /// <summary>All frames that have arrived since the last look.</summary>
    public List<ServerMessage> Heard()
    {
        var heard = new List<ServerMessage>();
        while (_outbox.Reader.TryRead(out var frame))
            heard.Add(AgentLinkJson.ReadFromServer(frame));
        return heard;
    }

    public bool HearsNothing => !_outbox.Reader.TryPeek(out _);

    /// <summary>Does what a good agent does, for ever.</summary>
    public async Task Obey(int exit = 0)
    {
        await foreach (var frame in _outbox.Reader.ReadAllAsync())
        {
            switch (AgentLinkJson.ReadFromServer(frame))
            {
                case ServerMessage.Commit(var job, _): Say(new AgentMessage.AckCommit(job)); break;
                case ServerMessage.Run(var job):
                    Say(new AgentMessage.AckRun(job));
                    Say(exit == 0 ? new AgentMessage.Succeeded(job) : new AgentMessage.Failed(job) { ExitStatus = exit });
                    break;
                case ServerMessage.Abort(var job): Say(new AgentMessage.Aborted(job)); break;
            }
        }
    }

    private sealed class Watched(ChannelWriter<byte[]> inner, Action<byte[]> seen) : ChannelWriter<byte[]>
    {
        public override bool TryWrite(byte[] item)
        {
            seen(item);
            return inner.TryWrite(item);
        }

        public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => inner.WaitToWriteAsync(cancellationToken);
    }
}
