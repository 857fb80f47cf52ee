using Pushy.Domain.Jobs;
using Pushy.Domain.Tests.Shells;

namespace Pushy.Domain.Tests.Simulation;

/// <summary>One connection of an agent to the server. What is under way when it is cut is lost.</summary>
internal sealed class SimLink(History world, SimAgent agent)
{
    private DateTimeOffset _up = world.Now;
    private DateTimeOffset _down = world.Now;
    private bool _cut;

    public SimAgent Agent => agent;

    public void Up(Frame frame)
    {
        if (frame is Frame.Hello)
        {
            _up = world.Now.AddSeconds(world.UpTo(0.3));
            world.At(_up, () => Deliver(() => world.Server.Receive(this, frame)));
            return;
        }

        Carry(ref _up, () => world.Server.Receive(this, frame));
    }

    public void Down(Order order, JobId? job) => Carry(ref _down, () => agent.Receive(this, order, job));

    /// <summary>Both ends notice, each in its own time.</summary>
    public void Cut(double noticedWithin)
    {
        if (_cut)
            return;
        _cut = true;
        world.In(world.UpTo(noticedWithin), () => agent.LinkLost(this));
        world.In(world.UpTo(noticedWithin), () => world.Server.LinkLost(this));
    }

    private void Carry(ref DateTimeOffset last, Action deliver)
    {
        if (world.Faults.Ordered || world.Healed)
        {
            var at = world.Now.AddSeconds(world.UpTo(0.2));
            last = at > last ? at : last;
            world.At(last, () => Deliver(deliver));
            return;
        }

        if (world.Happens(world.Faults.Lost))
            return;
        for (var copies = world.Happens(world.Faults.Doubled) ? 2 : 1; copies > 0; copies--)
        {
            var at = world.Now.AddSeconds(world.UpTo(world.Happens(world.Faults.Late) ? Faults.LongestDelay : 0.3));
            world.At(at > last ? at : last, () => Deliver(deliver));   // nothing overtakes the hello
        }
    }

    private void Deliver(Action deliver)
    {
        if (!_cut)
            deliver();
    }
}
