using Pushy.Cli.Upgrades;

namespace Pushy.Cli.Tests.Upgrades;

public sealed class UpgradeAdviceTests
{
    [Fact]
    public void All_of_one_version_need_nothing() => Assert.Empty(Advice(Client("0.2.0"), Server("a", "0.2.0+abc"), Server("b", "0.2.0"), Agents(3, "0.2.0")));

    [Fact]
    public void Servers_come_first_then_agents_then_this_program() => Assert.Equal(
        [
            "upgrade the servers that are left behind to 0.3.0, one after the other: a, b",
            "then upgrade 3 agents from 0.2.0 to 0.3.0",
            "upgrade this pushy from 0.2.1 to 0.3.0, when you like",
        ],
        Advice(Client("0.2.1"), Server("c", "0.3.0"), Server("a", "0.2.0"), Server("b", "0.2.0"), Agents(3, "0.2.0")));

    [Fact]
    public void A_release_that_was_left_out_is_told() => Assert.Contains(
        "servers of 0.1.0 and 0.3.0 must not serve one database: upgrade release by release, without leaving one out",
        Advice(Server("a", "0.1.0"), Server("b", "0.3.0")));

    [Fact]
    public void Agents_far_behind_are_told() => Assert.Contains("nobody tried that", Assert.Single(Advice(Server("a", "0.3.0"), Agents(2, "0.1.0"))), StringComparison.Ordinal);

    [Fact]
    public void Agents_ahead_of_the_servers_are_told() => Assert.Equal(
        "agents are ahead of the servers (2 agents of 0.4.0): upgrade the servers first next time, and soon now", Assert.Single(Advice(Server("a", "0.3.0"), Agents(2, "0.4.0"))));

    [Fact]
    public void A_program_that_does_not_say_its_version_is_told() => Assert.Contains("a does not say its version", Assert.Single(Advice(Server("a", null))), StringComparison.Ordinal);

    [Theory]
    [InlineData("0.1.0", "0.1.0")]
    [InlineData("0.1.0+4e389bf", "0.1.0")]
    [InlineData("1.20.3-rc.1", "1.20.3")]
    [InlineData("0.1", null)]
    [InlineData("unknown", null)]
    [InlineData(null, null)]
    public void Versions_are_read(string? text, string? release) => Assert.Equal(release, Release.TryParse(text)?.ToString());

    private static IReadOnlyList<string> Advice(params Running[] all) => UpgradeAdvice.For(all);

    private static Running Client(string version) => new(Part.Client, "this pushy", version);

    private static Running Server(string where, string? version) => new(Part.Server, where, version);

    private static Running Agents(int count, string version) => new(Part.Agents, $"{count} agents", version);
}
