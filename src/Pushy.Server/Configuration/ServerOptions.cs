
namespace Pushy.Server.Configuration;

/// <summary>All settings, checked. Units, ranges and defaults are in <c>hocon/pushy.conf</c>.</summary>
public sealed record ServerOptions(
    string Name,
    HttpOptions Http,
    StorageOptions Storage,
    ClusterOptions Cluster,
    JobOptions Jobs,
    RetentionOptions Retention,
    FeedOptions Feeds,
    PresenceOptions Presence,
    LinkOptions Link,
    PushJobsOptions PushJobs,
    SignInOptions SignIn,
    WebOptions Web,
    DirectoryOptions Directory,
    PermissionOptions Permissions,
    LimitOptions Limits,
    AuditOptions Audit,
    MetricsOptions Metrics,
    TracingOptions Tracing,
    LogOptions Log)
{
    private const int MaxHostNameLength = 253;

    /// <exception cref="ConfigurationException">Names every setting that is wrong.</exception>
    public static ServerOptions Read(IConfiguration settings)
    {
        var reader = new SettingReader(settings);
        var storage = StorageOptions.Read(reader);
        var jobs = JobOptions.Read(reader);
        var options = new ServerOptions(
            ReadName(reader),
            HttpOptions.Read(reader),
            storage,
            ClusterOptions.Read(reader, storage),
            jobs,
            RetentionOptions.Read(reader, jobs),
            FeedOptions.Read(reader),
            PresenceOptions.Read(reader),
            LinkOptions.Read(reader),
            PushJobsOptions.Read(reader),
            SignInOptions.Read(reader),
            WebOptions.Read(reader),
            DirectoryOptions.Read(reader),
            PermissionOptions.Read(reader),
            LimitOptions.Read(reader),
            AuditOptions.Read(reader),
            MetricsOptions.Read(reader),
            TracingOptions.Read(reader),
            LogOptions.Read(reader));
        return reader.Problems.Count == 0 ? options : throw new ConfigurationException(string.Join('\n', reader.Problems));
    }

    private static string ReadName(SettingReader reader)
    {
        const string Key = "pushy.server.name";
        var name = reader.Text(Key);
        if (name.Length == 0)
            return Environment.MachineName;
        if (name.Length > MaxHostNameLength || Uri.CheckHostName(name) == UriHostNameType.Unknown)
            reader.Problem(Key, $"not a host name; allowed are host names and IP addresses of at most {MaxHostNameLength} characters");
        return name;
    }
}
