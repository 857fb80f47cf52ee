using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Packages;

/// <summary>What systemd is told to do with the programs.</summary>
public sealed class UnitTests
{
    [Fact]
    public void A_stop_of_the_agent_is_one_of_the_agent_alone() => Assert.Equal(["process"], Values("pushy-agent", "KillMode"));

    [Fact]
    public void A_reload_of_the_agent_looks_before_it_asks() => Assert.Equal(
        ["/usr/bin/pushy-agent check --config /etc/pushy-agent/agent.json", "/bin/kill -HUP $MAINPID"], Values("pushy-agent", "ExecReload"));

    [Fact]
    public void The_server_can_be_told_of_new_certificates() => Assert.Equal(["/bin/kill -HUP $MAINPID"], Values("pushy-server", "ExecReload"));

    private static IEnumerable<string> Values(string unit, string name) =>
        File.ReadLines(Path.Combine(Programs.RepositoryRoot, $"packaging/systemd/{unit}.service")).Where(line => line.StartsWith(name + "=", StringComparison.Ordinal)).Select(line => line[(name.Length + 1)..]);
}
