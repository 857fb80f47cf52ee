using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Directories.Chef;
using Pushy.Server.Metrics;

namespace Pushy.Server.Hosting;

/// <summary>The directory that the settings name, and what manages the embedded one.</summary>
internal static class DirectoryHosting
{
    public static void AddDirectory(this IServiceCollection services, DirectoryOptions options)
    {
        services
            .AddSingleton<DirectoryVersion>()
            .AddSingleton<DirectoryTransaction>()
            .AddSingleton<DirectoryAdmin>()
            .AddSingleton<DirectoryRemoval>()
            .AddSingleton<DirectoryLists>()
            .AddSingleton<GroupMembers>()
            .AddSingleton<KeyStore>()
            .AddSingleton<Superusers>()
            .AddSingleton<Accounts>()
            .AddSingleton<EmbeddedDirectory>()
            .AddSingleton<GroupRuleAdmin>()
            .AddSingleton<RuleBook>();
        if (options.Chef is not { } chef)
        {
            services.AddSingleton<IDirectory>(all => Cached(all, all.GetRequiredService<EmbeddedDirectory>(), all.GetRequiredService<SignInOptions>().CacheFor));
            return;
        }

        var key = ChefKey.Load(chef.KeyFile);
        services
            .AddSingleton(all => new ChefClient(chef, key, all.GetRequiredService<TimeProvider>()))
            .AddSingleton<IDirectory>(all => Cached(all, new ChefDirectory(chef, all.GetRequiredService<ChefClient>()), TimeSpan.MaxValue));
    }

    /// <param name="all">For what the cache needs.</param>
    /// <param name="source">Who knows.</param>
    /// <param name="organizationsFor">A GUID is an organization's for ever; but the embedded directory can forget one.</param>
    private static CachedDirectory Cached(IServiceProvider all, IDirectory source, TimeSpan organizationsFor) => new(
        source, all.GetRequiredService<SignInOptions>(), organizationsFor, all.GetRequiredService<TimeProvider>(), all.GetRequiredService<DirectoryVersion>(),
        all.GetRequiredService<ServerMetrics>());
}
