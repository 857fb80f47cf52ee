using System.Net;

namespace Pushy.Chaos.Cluster;

/// <summary>Files of the hosts' certificates, made as an operator makes them.</summary>
internal sealed class Certificates(string folder)
{
    public string Ca => Path.Combine(folder, "ca.pem");

    public string Of(IPAddress host) => Path.Combine(folder, $"{host}.pem");

    public string KeyOf(IPAddress host) => Path.Combine(folder, $"{host}-key.pem");

    public async Task MakeAsync(World world, CancellationToken ct)
    {
        await Admin.RunAsync(world, ["cluster", "new-ca", "--out", folder], ct);
        foreach (var host in world.Network.Public)
            await Admin.RunAsync(world, ["cluster", "new-certificate", host.Address.ToString(), "--ca", folder, "--out", folder], ct);
    }
}
