using System.Globalization;
using System.Text.Json;
using Pushy.Contracts.Jobs;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Clustering;

/// <summary>Three hosts of one cluster in this process, over TLS on loopback addresses of their own. Organization acme and its admin alice are there.</summary>
public sealed class ThreeHosts : IAsyncDisposable
{
    private const int Port = 10_004;

    private readonly ClusterFiles _files = new();
    private readonly string _net = string.Create(CultureInfo.InvariantCulture, $"127.{Random.Shared.Next(1, 255)}.{Random.Shared.Next(1, 255)}");   // other tests run beside

    private ThreeHosts()
    {
    }

    public IReadOnlyList<TestServer> Hosts { get; private set; } = [];

    /// <summary>Files of the cluster's CA and database.</summary>
    public ClusterFiles Files => _files;

    /// <param name="sets">Settings of all of them.</param>
    public static async Task<ThreeHosts> Start(params string[] sets)
    {
        var three = new ThreeHosts();
        three.Hosts = await Task.WhenAll(Enumerable.Range(1, 3).Select(i => three.StartHost(i, sets)));
        await three.Hosts[0].Made(three.Hosts[0].Admin.CreateOrganization("acme", "Acme", default));
        await three.Hosts[0].User("alice", admin: true);
        return three;
    }

    /// <summary>One host more, or again.</summary>
    public Task<TestServer> StartHost(int number, params string[] sets) => TestServer.Host(null, [.. _files.Sets(HostOf(number), Port), .. sets]);

    /// <summary>One that will not get in, and does not take its time to see that.</summary>
    public Task<TestServer> StartOutsider(params string[] sets) => TestServer.Host(new HastyTime(), [.. _files.Sets(HostOf(4), Port), .. sets]);

    public string AddressOf(int number) => $"{HostOf(number)}:{Port}";

    /// <summary>What a host says of the cluster.</summary>
    public static async Task<ClusterDocument> See(TestServer host) =>
        JsonSerializer.Deserialize((await SignedClient.Send(host.Address, "GET", "/cluster", null)).Body, RestContext.Wire.ClusterDocument)!;

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Hosts.Select(host => host.DisposeAsync().AsTask()));
        _files.Dispose();
    }

    private string HostOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{_net}.{number}");
}
