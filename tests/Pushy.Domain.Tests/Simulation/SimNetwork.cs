namespace Pushy.Domain.Tests.Simulation;

/// <summary>Between hosts: in order from one to another, or lost. Nothing crosses from one side of a split to the other, but what a half-cut cable lets through.</summary>
internal sealed class SimNetwork(History world)
{
    private readonly Dictionary<(SimHost, SimHost), DateTimeOffset> _last = [];

    /// <summary>Whether the smaller side of a split still hears the larger one.</summary>
    public bool CutOneWay { get; set; }

    public void Carry(SimHost from, SimHost to, Action deliver)
    {
        var life = to.Life;
        if (from == to)
        {
            world.In(0, Arrive);
            return;
        }

        if (!Reaches(from, to) || world.Happens(world.Healed ? 0 : world.Faults.Lost))
            return;
        var at = world.Now.AddSeconds(world.UpTo(world.Happens(0.05) ? 1 : 0.02));
        var last = _last.GetValueOrDefault((from, to));
        at = at > last ? at : last;
        _last[(from, to)] = at;
        world.At(at, () =>
        {
            if (Reaches(from, to))
                Arrive();
        });

        void Arrive()
        {
            if (to.IsUp && to.Life == life)
                deliver();
        }
    }

    private bool Reaches(SimHost from, SimHost to) => from.Side == to.Side || (CutOneWay && from.Side < to.Side);
}
