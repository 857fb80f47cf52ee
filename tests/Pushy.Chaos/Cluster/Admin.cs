using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.Chaos.Cluster;

/// <summary>Commands of <c>pushy-server</c> other than <c>run</c>.</summary>
internal static class Admin
{
    public static async Task RunAsync(World world, IReadOnlyList<string> args, CancellationToken ct)
    {
        var command = Daemon.Start(string.Join(' ', args.Take(3)), [.. Programs.Server, .. args], world.In("logs", "admin.log"), world.Environment);
        if (await command.Exited.WaitAsync(ct) != 0)
            throw new InvalidOperationException($"an admin command failed\n{command.Tail()}");
    }
}
