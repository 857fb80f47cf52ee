using Pushy.Chaos.Clocks;
using Pushy.Chaos.Disks;

namespace Pushy.Chaos.Cluster;

/// <summary>One node's agent, with a clock and perhaps a disk of its own, and the clone that it now and then has.</summary>
internal sealed class AgentProcess(World world, IReadOnlyList<string> program, string node, Clock clock, SmallDisk? disk)
{
    /// <summary>So many agents have one small disk among them.</summary>
    public const int SmallDiskEvery = 5, SmallDiskMebibytes = 4;

    private const string OfClone = "-clone";

    public Supervised Main { get; } = Of(world, program, node, "", clock);

    public Clock Clock => clock;

    /// <summary>Where its state is; null if that is on the machine's disk.</summary>
    public SmallDisk? Disk => disk;

    /// <summary>A machine that was copied with its key, and not with its state: that would be a copy of a running process' files.</summary>
    public Supervised Clone() => Of(world, program, node, OfClone, clock);

    private static Supervised Of(World world, IReadOnlyList<string> program, string node, string suffix, Clock clock) => new(node + suffix, [
        .. program, "run", "--server", string.Join(',', world.Network.ForAgents.Select(one => one.GetLeftPart(UriPartial.Authority))), "--org", World.Organization, "--node", node,
        "--key", Enrolment.KeyFile(world, Enrolment.NodeKey), "--state-dir", world.In("state", node + suffix), "--whitelist", world.In(WorkScript.Whitelist),
    ], world.In("logs", node + suffix + ".log"), new Dictionary<string, string>([.. world.Environment, .. clock.Environment]), world.Log);
}
