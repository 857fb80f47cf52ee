using Pushy.Server.Configuration;

namespace Pushy.Server.Tests.Clustering;

public sealed class ClusterOptionsTests : IDisposable
{
    private readonly ClusterFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_server_is_on_its_own_unless_told_otherwise()
    {
        var config = PushyConfig.Load([], [], []);
        Assert.False(config.Options.Cluster.Enabled);
        Assert.Equal("akka.remote.test", config.Akka.GetStringList("akka.remote.enabled-transports").Single());
    }

    [Fact]
    public void A_host_tells_akka_where_it_is_and_to_use_TLS()
    {
        var config = PushyConfig.Load([], [.. _files.Sets("127.0.0.5", 4711), "pushy.cluster.seeds=127.0.0.6:4711, [::1]:4712"], []);
        Assert.Equal("akka.remote.dot-netty.tcp", config.Akka.GetStringList("akka.remote.enabled-transports").Single());
        Assert.Equal("127.0.0.5", config.Akka.GetString("akka.remote.dot-netty.tcp.hostname"));
        Assert.Equal(4711, config.Akka.GetInt("akka.remote.dot-netty.tcp.port"));
        Assert.True(config.Akka.GetBoolean("akka.remote.dot-netty.tcp.enable-ssl"));
        Assert.Equal([new HostAddress("127.0.0.6", 4711), new HostAddress("::1", 4712)], config.Options.Cluster.Seeds);
    }

    [Fact]
    public void What_was_set_for_akka_itself_counts_more() => Assert.Equal(
        4712, PushyConfig.Load([], ["akka.remote.dot-netty.tcp.port=4712", .. _files.Sets("127.0.0.5", 4711)], []).Akka.GetInt("akka.remote.dot-netty.tcp.port"));

    [Theory]
    [InlineData("pushy.cluster.name", "a b", "1 to 40 letters")]
    [InlineData("pushy.cluster.name", "", "1 to 40 letters")]
    [InlineData("pushy.cluster.host", "", "host name or IP address")]
    [InlineData("pushy.cluster.host", "0.0.0.0", "host name or IP address")]
    [InlineData("pushy.cluster.port", "0", "1 to 65535")]
    [InlineData("pushy.cluster.seeds", "a:1,b", "HOST:PORT")]
    [InlineData("pushy.cluster.seeds", "a:99999", "HOST:PORT")]
    [InlineData("pushy.cluster.tls.certificate-file", "", "PEM file")]
    [InlineData("pushy.cluster.tls.key-file", "/no/such/file", "there is no file")]
    [InlineData("pushy.cluster.tls.ca-file", "", "PEM file")]
    [InlineData("pushy.cluster.tls.pinned", "abc", "SHA-256")]
    public void A_wrong_setting_is_named(string key, string value, string allowed)
    {
        var problem = Assert.Throws<ConfigurationException>(() => PushyConfig.Load([], [.. _files.Sets("127.0.0.5", 4711), $"{key}={value}"], [])).Message;
        Assert.Contains(key, problem, StringComparison.Ordinal);
        Assert.Contains(allowed, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Hosts_of_several_machines_need_a_database_that_they_can_share() => Assert.Contains(
        "pushy.storage.provider", Assert.Throws<ConfigurationException>(() => PushyConfig.Load([], [.. _files.Sets("web1.example.com", 4711)], [])).Message, StringComparison.Ordinal);
}
