using Pushy.Cli.Upgrades;
using Pushy.Contracts.Jobs;

namespace Pushy.Cli.Tests.Upgrades;

public sealed class ServerVersionTests
{
    [Fact]
    public void Each_host_counts_once_and_those_that_are_gone_do_not()
    {
        var one = new AskedServer("http://a:1", new ClusterDocument("main", "a:2", "a:2", [Host("a:2", "up", "1.0.0"), Host("b:2", "up", "0.9.0"), Host("c:2", "gone", "0.8.0")]) { Version = "1.0.0" }, null);
        var silent = new AskedServer("http://c:1", null, "does not answer");

        Assert.Equal(
            [new Running(Part.Server, "http://a:1 (a:2)", "1.0.0"), new Running(Part.Server, "host b:2", "0.9.0")],
            UpgradeCheckCommand.Servers([one, silent]));
    }

    [Fact]
    public void Of_many_agents_some_of_all_are_asked()
    {
        var names = Enumerable.Range(0, 1000).Select(number => $"web{number}").ToList();
        var sample = AgentVersions.Sample(names).ToList();

        Assert.Equal(200, sample.Distinct().Count());
        Assert.Equal("web995", sample[^1]);
        Assert.Equal(names.Take(10), AgentVersions.Sample([.. names.Take(10)]));
    }

    private static ClusterHostDocument Host(string address, string status, string version) => new(address, status, true, version, null, null);
}
