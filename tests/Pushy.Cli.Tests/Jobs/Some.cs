using Pushy.Cli.Jobs;
using Pushy.Contracts.Jobs;

namespace Pushy.Cli.Tests.Jobs;

/// <summary>Fixed values.</summary>
internal static class Some
{
    public const string JobId = "0a1b2c3d4e5f25fd67fa8715fd547d3d";
    public const string Command = "echo hello";

    public static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    /// <param name="status">In the full vocabulary.</param>
    public static JobSnapshot Job(string status, params JobNodeDocument[] nodes) => new(
        new JobDocument(JobId, Command, status, 3600, "Wed, 25 Nov 2026 11:59:50 GMT", "Wed, 25 Nov 2026 11:59:59 GMT")
        {
            Nodes = nodes.GroupBy(node => node.State).ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group.Select(node => node.Node)]),
            CaptureOutput = true,
        },
        [.. nodes],
        Noon);

    public static JobNodeDocument Node(string name, string state) => new(name, state);

    public static JobNodeDocument Running(string name) => new(name, "running") { StartedAt = Noon.AddMilliseconds(-2340) };

    public static JobNodeDocument Succeeded(string name) => new(name, "succeeded")
    {
        Reason = "succeeded",
        Detail = "The command ended with exit code 0.",
        ExitStatus = 0,
        StartedAt = Noon.AddSeconds(-5),
        EndedAt = Noon.AddMilliseconds(-3800),
    };

    public static JobNodeDocument Failed(string name, int code) => new(name, "failed")
    {
        Reason = "exit_status",
        Detail = $"The command ended with exit code {code}.",
        ExitStatus = code,
        StartedAt = Noon.AddSeconds(-5),
        EndedAt = Noon.AddMilliseconds(-4500),
    };

    public static JobNodeDocument Killed(string name, int signal) => new(name, "failed")
    {
        Reason = "killed_by_signal",
        Detail = $"The command was ended by signal {signal}.",
        Signal = signal,
        StartedAt = Noon.AddSeconds(-5),
        EndedAt = Noon,
    };

    public static JobNodeDocument Nacked(string name) => new(name, "nacked")
    {
        Reason = "not_whitelisted",
        Detail = "The node refused the job: its whitelist does not have this command.",
        EndedAt = Noon,
    };

    public static JobNodeDocument Unavailable(string name) => new(name, "unavailable")
    {
        Reason = "offline",
        Detail = "The node is not connected.",
        EndedAt = Noon,
    };

    public static JobNodeDocument Crashed(string name) => new(name, "crashed")
    {
        Reason = "connection_lost",
        Detail = "The node's connection was lost and it did not come back in time.",
        StartedAt = Noon.AddSeconds(-31),
        EndedAt = Noon,
    };
}
