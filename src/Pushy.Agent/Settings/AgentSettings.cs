using System.Security.Cryptography;
using System.Text;
using Pushy.Agent.Files;
using Pushy.Agent.Jobs;
using Pushy.Agent.Supervision;
using Pushy.Contracts.Connecting;
using Pushy.Contracts.Signing;
using Pushy.Domain.Nodes;

namespace Pushy.Agent.Settings;

/// <summary>Everything <c>run</c> needs, checked.</summary>
internal sealed record AgentSettings(
    IReadOnlyList<Uri> Servers, string Organization, string Node, RSA Key, ServerKey? ServerKey, string StateDir, Whitelist Whitelist, string FileDir, string LockFile,
    TimeSpan KillGrace, int OutputLimit, string[]? OverwritableVariables, LogFormat LogFormat)
{
    /// <summary>In the state directory. Ends so, for commands look for <c>pushy/</c> in the path of their file.</summary>
    private const string DefaultFileDir = "files/pushy";

    public const string DefaultLockFile = "/var/chef/cache/chef-client-running.pid";
    private const double DefaultKillGrace = 5, MaxKillGrace = 300;
    private const int MinOutputLimit = 1024, DefaultOutputLimit = 4 * 1024 * 1024, MaxOutputLimit = 64 * 1024 * 1024, MinKeyBits = 2048, MaxKeyBytes = 1024 * 1024;

    /// <summary>By whom the server's certificate has to be issued.</summary>
    public ServerTrust Trust { get; init; } = ServerTrust.OfMachine;

    /// <exception cref="SettingsException">Names what is missing or wrong and what is allowed.</exception>
    public static AgentSettings From(AgentConfig config)
    {
        var stateDir = Path.GetFullPath(config.StateDir ?? DefaultStateDir());
        return new(
            Servers: ServersOf(config.Servers, config.Insecure is true),
            Organization: OrganizationOf(config.Organization),
            Node: NodeOf(config.Node),
            Key: ReadKey(config.Key),
            ServerKey: ServerKeyOf(config.ServerKey),
            StateDir: stateDir,
            Whitelist: WhitelistOf(config.Whitelist),
            FileDir: Path.GetFullPath(config.FileDir ?? Path.Combine(stateDir, DefaultFileDir)),
            LockFile: config.LockFile ?? DefaultLockFile,
            KillGrace: KillGraceOf(config.KillGrace),
            OutputLimit: OutputLimitOf(config.OutputLimit),
            OverwritableVariables: config.AllowedOverwritableEnvVars,
            LogFormat: LogFormatOf(config.LogFormat))
        {
            Trust = TrustOf(config.CaFile),
        };
    }

    /// <summary>All that is wrong, where <see cref="From"/> stops at the first; empty if nothing is.</summary>
    public static IReadOnlyList<string> ProblemsOf(AgentConfig config)
    {
        var problems = new List<string>();
        foreach (var part in (Action[])
            [
                () => ServersOf(config.Servers, config.Insecure is true), () => OrganizationOf(config.Organization), () => NodeOf(config.Node), () => ReadKey(config.Key).Dispose(),
                () => ServerKeyOf(config.ServerKey)?.Dispose(), () => WhitelistOf(config.Whitelist), () => KillGraceOf(config.KillGrace), () => OutputLimitOf(config.OutputLimit),
                () => LogFormatOf(config.LogFormat), () => TrustOf(config.CaFile),
            ])
            try
            {
                part();
            }
            catch (SettingsException wrong)
            {
                problems.Add(wrong.Message);
            }
        return problems;
    }

    /// <summary>What counts when these were read anew: the agent stays the node that it is, with the memory that it has.</summary>
    /// <returns>Also the names of those that differ and need a restart.</returns>
    public (AgentSettings Settings, IReadOnlyList<string> Late) Followed(AgentSettings next)
    {
        (string Name, bool Differs)[] kept =
        [
            ("organization", next.Organization != Organization), ("node", next.Node != Node), ("server_key", next.ServerKey?.Fingerprint != ServerKey?.Fingerprint),
            ("state_dir", next.StateDir != StateDir), ("file_dir", next.FileDir != FileDir), ("log_format", next.LogFormat != LogFormat),
        ];
        return (
            next with { Organization = Organization, Node = Node, ServerKey = ServerKey, StateDir = StateDir, FileDir = FileDir, LogFormat = LogFormat },
            [.. kept.Where(one => one.Differs).Select(one => one.Name)]);
    }

    public static string DefaultStateDir() => Libc.EffectiveUid() == 0
        ? "/var/lib/pushy-agent"
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state", "pushy-agent");

    /// <exception cref="SettingsException">None is given, one is no address, or one is plain HTTP beyond this machine without being told to.</exception>
    public static IReadOnlyList<Uri> ServersOf(string[]? servers, bool insecure)
    {
        var all = ServersOf(servers);
        return insecure || all.FirstOrDefault(PlainHttp.IsRisky) is not { } plain
            ? all
            : throw new SettingsException($"--server: {PlainHttp.WhyRefused(plain)} (\"insecure\": true in the configuration)");
    }

    /// <exception cref="SettingsException">The file is no good, or others can write it, who could then pose as the server.</exception>
    public static ServerTrust TrustOf(string? file)
    {
        try
        {
            var trust = ServerTrust.Of(file);
            if (file is not null && (File.GetUnixFileMode(file) & (UnixFileMode.OtherWrite | UnixFileMode.GroupWrite)) != 0)
                throw new SettingsException($"--ca-file {file}: others can write it; chmod 644 {file}");
            return trust;
        }
        catch (TrustException bad)
        {
            throw new SettingsException(bad.Message);
        }
    }

    private static IReadOnlyList<Uri> ServersOf(string[]? servers)
    {
        if (servers is not { Length: > 0 })
            throw new SettingsException("--server is missing: the URL of a Pushy server, or several with commas between them");
        return [.. servers.Select(server =>
            Uri.TryCreate(server.Trim().TrimEnd('/') + "/", UriKind.Absolute, out var uri)
                && uri is { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" }
                ? uri
                : throw new SettingsException($"--server: \"{server}\" is not a server's URL; it looks like https://pushy.example.com"))];
    }

    public static string OrganizationOf(string? organization)
    {
        if (organization is null)
            throw new SettingsException("--org is missing: the name of the organization");
        if (organization.Length is 0 or > 255 || organization.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.')) || organization.All(c => c == '.'))
            throw new SettingsException($"--org: \"{organization}\" is not an organization's name: letters, digits and _ - .");
        return organization;
    }

    private static string NodeOf(string? name)
    {
        var node = name ?? HostNames.Default();
        return new NodeName(node).CanBeEnrolled ? node : throw new SettingsException($"--node: \"{node}\" is not a node name: 1 to 255 letters, digits and _ . : -");
    }

    private static Whitelist WhitelistOf(string? path) => path is null ? Whitelist.Default : WhitelistFile.Read(path);

    private static TimeSpan KillGraceOf(double? seconds) => TimeSpan.FromSeconds(InRange("kill_grace", seconds ?? DefaultKillGrace, 0, MaxKillGrace, "seconds"));

    private static int OutputLimitOf(int? bytes) => (int)InRange("output_limit", bytes ?? DefaultOutputLimit, MinOutputLimit, MaxOutputLimit, "bytes");

    private static ServerKey? ServerKeyOf(string? pem) => pem is null ? null
        : ServerKey.TryRead(pem, out var key, out var problem) ? key
        : throw new SettingsException($"--server-key: {problem}");

    private static LogFormat LogFormatOf(string? word) => word switch
    {
        null or "text" => LogFormat.Text,
        "json" => LogFormat.Json,
        _ => throw new SettingsException($"--log-format: \"{word}\" is not one; allowed are text and json"),
    };

    private static RSA ReadKey(string? file)
    {
        var path = file ?? throw new SettingsException("--key is missing: the file with the node's private key (made by pushy-agent join)");
        try
        {
            var key = RSA.Create();
            key.ImportFromPem(Encoding.UTF8.GetString(TrustedFile.Read("--key", path, MaxKeyBytes, out var facts)));
            if (key.KeySize < MinKeyBits)
                throw new SettingsException($"--key {path}: has {key.KeySize} bits; at least {MinKeyBits} are needed");
            _ = key.SignHash(new byte[SHA256.HashSizeInBytes], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);     // fails for a public key
            if (facts.OthersMayRead)
                throw new SettingsException($"--key {path}: others can read or write it; chmod 600 {path}");
            return key;
        }
        catch (Exception bad) when (bad is ArgumentException or CryptographicException)
        {
            throw new SettingsException($"--key {path}: is not an RSA private key in PEM form without a password");
        }
    }

    private static double InRange(string name, double value, double min, double max, string unit) =>
        value >= min && value <= max ? value : throw new SettingsException($"config: {name} is {value}; allowed are {min} to {max} {unit}");
}
