using Akka.Configuration;

namespace Pushy.Server.Configuration;

/// <summary>
/// What the server was told: packaged defaults, then configuration files, then environment (<c>PUSHY__HTTP__URLS</c>), then <c>--set</c>;
/// the later wins. A key that the packaged <c>pushy.conf</c> does not have is refused, so that file is the list of all settings.
/// </summary>
public sealed class PushyConfig
{
    private const string EnvironmentPrefix = "PUSHY__";

    /// <summary>Packaged, in <c>hocon/</c> beside the program.</summary>
    private static readonly string[] Defaults = ["akka.conf", "pushy.conf"];

    private PushyConfig(Config defaults, Config given, IConfiguration settings)
    {
        Settings = settings;
        Options = ServerOptions.Read(settings);
        Akka = given.WithFallback(Remoting(Options.Cluster)).WithFallback(defaults);
    }

    /// <summary>What the files have beside <c>pushy.</c>, and what was set by <c>--set akka.…</c>, for the actor system. Nothing of ours, so no secret, is in it.</summary>
    public Config Akka { get; }

    /// <summary>The <c>pushy.</c> keys as text, <c>pushy:http:urls</c>.</summary>
    public IConfiguration Settings { get; }

    /// <summary>The <c>pushy.</c> keys, checked.</summary>
    public ServerOptions Options { get; }

    /// <summary>Reads and checks everything.</summary>
    /// <param name="files">HOCON files, the last one counts most.</param>
    /// <param name="sets"><c>pushy.key=value</c>, the last one counts most; <c>akka.key=value</c> is read as HOCON.</param>
    /// <param name="environment">All variables; those that begin with <c>PUSHY__</c> count. Two underscores stand for a dot, one for a hyphen.</param>
    /// <exception cref="ConfigurationException">Something is wrong; its text names keys and what is allowed.</exception>
    public static PushyConfig Load(IEnumerable<string> files, IEnumerable<string> sets, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var layers = new SettingLayers();
        var (defaults, akka) = (ConfigurationFactory.Empty, ConfigurationFactory.Empty);
        foreach (var name in Defaults)
        {
            var packaged = Packaged(name);
            layers.Declare(HoconFile.Flatten(packaged, "pushy"));
            defaults = HoconFile.Without(packaged, "pushy").WithFallback(defaults);
        }

        foreach (var file in files)
        {
            var config = HoconFile.Read(file);
            HoconFile.CheckRoots(config, file);
            layers.Add(file, HoconFile.Flatten(config, "pushy"));
            akka = HoconFile.Without(config, "pushy").WithFallback(akka);
        }

        layers.Add("the environment", environment
            .Where(variable => variable.Key.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
            .Select(variable => KeyValuePair.Create(KeyOf(variable.Key), variable.Value)));

        foreach (var (key, value) in sets.Select(Split))
        {
            if (key.StartsWith("akka.", StringComparison.Ordinal))
                akka = HoconFile.Parse($"{key} = {value}", $"--set {key}").WithFallback(akka);
            else
                layers.Add("--set", [KeyValuePair.Create(key, value)]);
        }

        return new PushyConfig(defaults, akka, layers.ToConfiguration());
    }

    /// <summary>What Akka is told of the network; settings of <c>akka.</c> that were given count more: a host behind NAT binds another <c>port</c>.</summary>
    private static Config Remoting(ClusterOptions cluster) => cluster.Enabled
        ? HoconFile.Parse(
            $$"""
            akka.remote.dot-netty.tcp {
              hostname = "{{cluster.Host}}"
              public-hostname = "{{cluster.Host}}"
              port = {{cluster.Port}}
              public-port = {{cluster.Port}}
              enable-ssl = {{(cluster.Tls.Enabled ? "on" : "off")}}
            }
            """,
            "pushy.cluster").WithFallback(Packaged("cluster.conf"))
        : Packaged("single-host.conf");

    private static Config Packaged(string name) => HoconFile.Read(Path.Combine(AppContext.BaseDirectory, "hocon", name), isOurs: true);

    /// <summary><c>PUSHY__HTTP__MAX_BODY_BYTES</c> is <c>pushy.http.max-body-bytes</c>.</summary>
    private static string KeyOf(string variable) =>
        variable.ToLowerInvariant().Replace("__", ".", StringComparison.Ordinal).Replace('_', '-');

    private static (string Key, string Value) Split(string set)
    {
        var equals = set.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? (set[..equals].Trim(), set[(equals + 1)..].Trim())
            : throw new ConfigurationException("--set takes pushy.key=value, for instance --set pushy.http.urls=http://127.0.0.1:0");
    }
}
