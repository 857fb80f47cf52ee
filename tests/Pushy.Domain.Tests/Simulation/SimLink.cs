using Pushy.Domain.Jobs;
using Pushy.Domain.Tests.Shells;

namespace Pushy.Domain.Tests.Simulation;

/// <summary>One connection of an agent, and the LinkActor of it on the host that holds the socket. What is under way when it is cut is lost.</summary>
internal sealed class SimLink(History world, SimHost host, SimAgent agent) : SimActor(world, host)
{
    private const double KnockRepeat = 5;

    private readonly List<Frame> _early = [];
    private Frame.Hello? _hello;
    private SimPresence? _presence;
    private DateTimeOffset _up = world.Now;
    private DateTimeOffset _down = world.Now;
    private bool _cut;

    public SimAgent Agent => agent;

    /// <summary>Nothing gets through to the server, though the connection stands.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>Nothing gets through to the agent, though the connection stands.</summary>
    public bool IsMute { get; set; }

    public void Up(Frame frame)
    {
        if (frame is Frame.Hello hello)
        {
            _up = World.Now.AddSeconds(World.UpTo(0.3));
            World.At(_up, () => Deliver(() =>
            {
                _hello = hello;
                Knock();
            }));
            return;
        }

        if (!IsDeaf)
            Carry(ref _up, () => Receive(frame));
    }

    public void Down(Order order, JobId job)
    {
        World.Reached(order switch { Shells.Order.Commit => Step.CommitSent, Shells.Order.Run => Step.RunSent, Shells.Order.Recorded => Step.ReceiptSent, _ => Step.AbortSent }, agent.Name);
        if (order is Shells.Order.Recorded)
            World.Law.Receipt(agent.Name, job);
        if (!IsMute)
            Carry(ref _down, () => agent.Receive(this, order, job));
    }

    public void Accept(SimPresence presence)
    {
        if (_presence is not null)
            return;
        _presence = presence;
        World.Trace($"{agent.Name}'s link is accepted by {presence}");
        if (World.Sabotage is not Sabotage.LinksOutliveTheirPresence)
            Watch(presence, Close);
        _early.ForEach(said => Tell(presence, () => presence.Hear(this, said)));
        _early.Clear();
    }

    /// <summary>The server ends it.</summary>
    public void Close()
    {
        TellLost();
        Cut(noticedWithin: 0.5);
    }

    /// <summary>Both ends notice, each in its own time.</summary>
    public void Cut(double noticedWithin)
    {
        if (_cut)
            return;
        _cut = true;
        World.In(World.UpTo(noticedWithin), () => agent.LinkLost(this));
        Later(World.UpTo(noticedWithin), () =>
        {
            TellLost();
            Host.Links.Remove(this);
            End();
        });
    }

    private void Knock()
    {
        if (Ended || _presence is not null)
            return;
        World.Sharding.ToPresence(Host, agent.Name, presence => presence.Open(this, _hello!));
        Later(KnockRepeat, Knock);
    }

    private void Receive(Frame frame)
    {
        if (_presence is { } presence)
            Tell(presence, () => presence.Hear(this, frame));
        else
            _early.Add(frame);
    }

    private void TellLost()
    {
        if (_presence is { } presence)
            Tell(presence, () => presence.Lose(this));
        else
            World.Sharding.ToPresence(Host, agent.Name, known => known.Lose(this));
    }

    private void Carry(ref DateTimeOffset last, Action deliver)
    {
        if (World.Faults.Ordered || World.Healed)
        {
            var at = World.Now.AddSeconds(World.UpTo(0.2));
            last = at > last ? at : last;
            World.At(last, () => Deliver(deliver));
            return;
        }

        if (World.Happens(World.Faults.Lost))
            return;
        for (var copies = World.Happens(World.Faults.Doubled) ? 2 : 1; copies > 0; copies--)
        {
            var at = World.Now.AddSeconds(World.UpTo(World.Happens(World.Faults.Late) ? Faults.LongestDelay : 0.3));
            World.At(at > last ? at : last, () => Deliver(deliver));   // nothing overtakes the hello
        }
    }

    private void Deliver(Action deliver)
    {
        if (!_cut && !Ended)
            deliver();
    }
}
