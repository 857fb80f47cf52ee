using Akka.Cluster.Sharding;
using Akka.Configuration;

namespace Pushy.Actors.Tests.Hosts;

/// <summary>Settings of Akka that have to go together.</summary>
public sealed class ShardPatienceTests
{
    [Theory]
    [InlineData("akka.conf")]
    [InlineData("cluster.conf")]
    public async Task A_shard_waits_for_a_slow_journal_as_long_as_the_journal_waits(string file)
    {
        var settings = ConfigurationFactory.ParseString(await File.ReadAllTextAsync(file))
            .WithFallback(ConfigurationFactory.ParseString(await File.ReadAllTextAsync("akka.conf")))
            .WithFallback(ClusterSharding.DefaultConfig());

        Assert.True(
            settings.GetTimeSpan("akka.cluster.sharding.waiting-for-state-timeout") >= settings.GetTimeSpan("akka.persistence.journal.sql.circuit-breaker.call-timeout"),
            "what a shard keeps for jobs is lost when it gives up");
    }
}
