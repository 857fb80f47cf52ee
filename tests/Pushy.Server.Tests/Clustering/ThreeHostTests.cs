using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pushy.Server.Clustering;
using Pushy.Server.Configuration;
using Pushy.Server.Tests.Hosting;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Pushy.Server.Tests.Clustering;

public sealed class ThreeHostTests
{
    [Fact]
    public async Task Three_hosts_that_start_at_once_form_one_cluster()
    {
        await using var three = await ThreeHosts.Start();
        foreach (var host in three.Hosts)
        {
            var seen = await Eventually.See(() => ThreeHosts.See(host), cluster => cluster.Hosts.Count(one => one is { Status: "up", Reachable: true, Version: not null }) == 3);
            Assert.Equal([three.AddressOf(1), three.AddressOf(2), three.AddressOf(3)], seen.Hosts.Select(one => one.Address));
            Assert.Equal((200, """{"ready":true,"reasons":[]}"""), await Ready(host));
        }
    }

    [Fact]
    public async Task A_host_that_stops_leaves_the_cluster_without_being_missed()
    {
        await using var three = await ThreeHosts.Start();
        await three.Hosts[2].Stop();   // ends only once the others have let it go
        var seen = await ThreeHosts.See(three.Hosts[0]);
        Assert.All(seen.Hosts, one => Assert.True(one.Reachable));
        Assert.DoesNotContain(seen.Hosts, one => one.Address == three.AddressOf(3) && one.Status == "up");
        await Eventually.See(() => ThreeHosts.See(three.Hosts[0]), cluster => cluster.Hosts.Count == 2);
    }

    [Fact]
    public async Task A_host_with_a_certificate_of_another_CA_is_not_let_in()
    {
        await using var three = await ThreeHosts.Start();
        using var elsewhere = new ClusterFiles();
        var stranger = elsewhere.CertificateOf("127.0.0.1");
        await using var outside = await three.StartOutsider(
            $"pushy.cluster.tls.certificate-file={stranger}", $"pushy.cluster.tls.key-file={elsewhere.KeyOf("127.0.0.1")}", $"pushy.cluster.tls.ca-file={elsewhere.Ca}");

        Assert.Equal((503, """{"ready":false,"reasons":["this host is not in the cluster"]}"""), await Ready(outside));
        Assert.Equal(503, (await outside.As("alice").Get("/organizations/acme/pushy/jobs")).Status);
        Assert.Equal(3, (await ThreeHosts.See(three.Hosts[0])).Hosts.Count);
        Assert.Equal(200, (await three.Hosts[0].As("alice").Get("/organizations/acme/pushy/jobs")).Status);
    }

    [Fact]
    public async Task A_host_without_TLS_is_not_let_in()
    {
        await using var three = await ThreeHosts.Start();
        await using var outside = await three.StartOutsider("pushy.cluster.tls.enabled=false");
        Assert.Equal(503, (await Ready(outside)).Status);
        Assert.Equal(3, (await ThreeHosts.See(three.Hosts[0])).Hosts.Count);
    }

    [Fact]
    public async Task A_host_that_breaks_off_TLS_handshakes_takes_no_other_with_it()
    {
        using var broken = new BrokenHost();
        await using var three = await ThreeHosts.Start($"pushy.cluster.seeds={broken.Address}");
        await broken.Tried;
        var stopping = three.Hosts.Select(host => host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping).ToList();
        await three.Hosts[2].Stop();   // Akka's shutdown for the handshake waited for this one, and all of it is done now
        await Eventually.See(() => ThreeHosts.See(three.Hosts[0]), cluster => cluster.Hosts.Count(one => one is { Status: "up", Reachable: true }) == 2 && cluster.Hosts.Count == 2);
        Assert.Equal([false, false, true], stopping.Select(one => one.IsCancellationRequested));
    }

    [Fact]
    public async Task A_host_that_the_others_put_out_stops_to_start_anew()
    {
        await using var three = await ThreeHosts.Start();
        var (other, victim) = (AkkaCluster.Get(three.Hosts[0].Services.GetRequiredService<ActorSystem>()), three.Hosts[2].Services);
        var stopping = victim.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        other.Down(AkkaCluster.Get(victim.GetRequiredService<ActorSystem>()).SelfAddress);

        await Eventually.See(() => Task.FromResult(stopping.IsCancellationRequested), stopped => stopped);
        Assert.True(victim.GetRequiredService<ClusterMembership>().WasPutOut);
    }

    [Fact]
    public async Task A_host_of_another_cluster_does_not_start_on_this_ones_database()
    {
        await using var three = await ThreeHosts.Start();
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => three.StartHost(4, "pushy.cluster.name=other"));
        Assert.Contains("pushy.cluster.name", refused.Message, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<ConfigurationException>(() => three.StartHost(4, "pushy.cluster.enabled=false"));
        Assert.Contains("pushy.cluster.enabled", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<(int Status, string Body)> Ready(TestServer host)
    {
        var reply = await SignedClient.Send(host.Address, "GET", "/readyz", null);
        return (reply.Status, reply.Body);
    }
}
