using System.Reflection;
using Pushy.Actors;
using Pushy.Server.Background;
using Pushy.Server.Configuration;
using Pushy.Server.Status;
using Pushy.Server.Storage;

namespace Pushy.Server.Clustering;

/// <summary>Which cluster this host is of, as its actor system has to know before it starts.</summary>
/// <param name="SystemName">Of the actor system. It has the database's id in it: hosts on different databases cannot even talk to each other.</param>
/// <param name="SeedNodes">Addresses to join at once; none where the register decides.</param>
/// <param name="Certificates">Of hosts; null without TLS.</param>
internal sealed record ClusterPlan(string SystemName, string[] SeedNodes, HostCertificates? Certificates)
{
    private const int IdLength = 8;

    /// <exception cref="ConfigurationException">This host may not be in the cluster that the database is of.</exception>
    public static async Task<ClusterPlan> Make(ClusterOptions options, ClusterRegister register, TimeProvider time, CancellationToken ct)
    {
        if (!options.Enabled)
        {
            await register.CheckUnused(ct);
            return new ClusterPlan(PushyHosting.SystemName, [PushyHosting.AloneAddress], null);
        }

        var certificates = options.Tls.Enabled ? HostCertificates.Load(options.Tls, time.GetUtcNow()) : null;
        var id = await register.Claim(options.Name, ct);
        return new ClusterPlan($"{PushyHosting.SystemName}-{options.Name}-{id[..IdLength]}", [], certificates);
    }
}

internal static class ClusterHosting
{
    private const int MaxVersionLength = 64;

    /// <summary>Before the actors: what knows of the cluster. Joining it comes after them, see <see cref="AddClusterJoining"/>.</summary>
    public static void AddCluster(this IServiceCollection services, ClusterOptions options, Incarnation incarnation, ClusterMembership membership)
    {
        services.AddSingleton(options).AddSingleton(membership).AddSingleton<ClusterRegister>().AddSingleton<HostWatch>().AddSingleton<ClusterHosts>().AddSingleton<Readiness>();
        services.AddSingleton(all => new WriteProbe(
            all.GetRequiredService<Database>(), all.GetRequiredService<ServerOptions>().Storage, all.GetRequiredService<HostMetrics>().Jobs,
            all.GetRequiredService<TimeProvider>(), all.GetRequiredService<BackgroundLoops>(), all.GetRequiredService<ILogger<WriteProbe>>()));
        services.AddSingleton(new HostIdentity(options.Address.ToString(), incarnation.Id.ToString("N"), Version));
    }

    /// <summary>After the actors, and before Kestrel listens.</summary>
    public static void AddClusterJoining(this IServiceCollection services, ClusterOptions options, ClusterMembership membership)
    {
        if (options.Enabled)
            services.AddHostedService<ClusterJoining>();
        else
            membership.Enter();
    }

    /// <summary>Of this program, as the register has it.</summary>
    public static string Version
    {
        get
        {
            var version = typeof(ClusterHosting).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
            return version[..Math.Min(version.Length, MaxVersionLength)];
        }
    }
}
