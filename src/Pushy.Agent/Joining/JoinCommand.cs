using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Pushy.Agent.Settings;
using Pushy.Contracts.Connecting;
using Pushy.Contracts.Joining;
using Pushy.Domain.Nodes;

namespace Pushy.Agent.Joining;

/// <summary>What <c>join</c> was asked for.</summary>
internal sealed record JoinOptions(IReadOnlyList<Uri> Servers, string Organization, string Node, string Token, string KeyPath, string ConfigPath, string StateDir, string? Whitelist)
{
    /// <summary>Of authorities; null: the machine's count.</summary>
    public string? CaFile { get; init; }

    /// <summary>Whether <c>http://</c> may be used beyond this machine.</summary>
    public bool Insecure { get; init; }
}

/// <summary>The <c>join</c> command: makes a key pair, enrols its public half with a token, writes the configuration that <c>run</c> reads.</summary>
internal static class JoinCommand
{
    public const string TokenVariable = "PUSHY_JOIN_TOKEN";
    private const int KeyBits = 2048, MaxReply = 64 * 1024, MaxWords = 300;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(JoinOptions options, TextWriter output, CancellationToken cancel)
    {
        if (!new NodeName(options.Node).CanBeGiven)
            throw new SettingsException($"--node: \"{options.Node}\" is not a node name: 1 to 255 letters, digits and _ . : -, and no - at its beginning");
        RefuseOtherEnrolment(options);
        var trust = AgentSettings.TrustOf(options.CaFile);
        using var key = ReadOrMakeKey(options.KeyPath);
        await EnrolAsync(options, trust, key.ExportSubjectPublicKeyInfoPem(), cancel);
        WriteConfig(options);
        await output.WriteLineAsync($"joined organization {options.Organization} as node {options.Node}");
        await output.WriteLineAsync($"start the agent with: pushy-agent run --config {options.ConfigPath}");
        return ExitCodes.Ok;
    }

    /// <summary>A machine that is a node already does not become another one by accident.</summary>
    private static void RefuseOtherEnrolment(JoinOptions options)
    {
        if (!File.Exists(options.ConfigPath))
            return;
        var there = AgentConfig.Read(options.ConfigPath);
        if ((there.Organization is { } organization && organization != options.Organization) || (there.Node is { } node && node != options.Node))
            throw new SettingsException(
                $"{options.ConfigPath}: this machine is node {there.Node} of organization {there.Organization} already; move the file and its key away, or give other paths with --config, --key and --state-dir");
        if (there.Key is { } key && Path.GetFullPath(key) != options.KeyPath)
            throw new SettingsException($"{options.ConfigPath}: this machine's key is {key} already; leave out --key or give that path");
    }

    private static RSA ReadOrMakeKey(string path)
    {
        try
        {
            var key = RSA.Create(KeyBits);
            if (File.Exists(path))
            {
                key.ImportFromPem(File.ReadAllText(path));
                return key;
            }
            Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            using var file = new StreamWriter(new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }));
            file.WriteLine(key.ExportPkcs8PrivateKeyPem());
            return key;
        }
        catch (Exception bad) when (bad is ArgumentException or CryptographicException)
        {
            throw new SettingsException($"--key {path}: is there, but is not an RSA private key in PEM form without a password");
        }
        catch (Exception not) when (not is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"--key {path}: {not.Message}");
        }
    }

    /// <summary>Asks one server after the other; a refusal is final, only an unreachable server lets the next one be asked.</summary>
    private static async Task EnrolAsync(JoinOptions options, ServerTrust trust, string publicKey, CancellationToken cancel)
    {
        using var http = new HttpClient(trust.NewHandler()) { Timeout = Timeout, MaxResponseContentBufferSize = MaxReply };
        var request = JsonSerializer.SerializeToUtf8Bytes(new JoinRequest(options.Token, options.Node, publicKey), JoinContext.Default.JoinRequest);
        var troubles = new List<string>();
        foreach (var server in options.Servers)
            try
            {
                using var body = new ByteArrayContent(request) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                using var reply = await http.PostAsync(new Uri(server, $"organizations/{options.Organization}/pushy/join"), body, cancel);
                if (reply.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK)
                    return;
                var words = await reply.Content.ReadAsStringAsync(cancel);
                if ((int)reply.StatusCode < 500)
                    throw new SettingsException($"{server} refuses: {Explain(reply.StatusCode, options)}{Words(words)}", ExitCodes.Refused);
                troubles.Add($"{server}: HTTP {(int)reply.StatusCode}");
            }
            catch (Exception not) when (not is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
            {
                troubles.Add($"{server}: {(not is TaskCanceledException ? "no answer" : CertificateTrouble.OrCause(not))}");
            }
        throw new SettingsException($"no server could be asked: {string.Join("; ", troubles)}", ExitCodes.Failed);
    }

    private static string Explain(HttpStatusCode status, JoinOptions options) => status switch
    {
        HttpStatusCode.BadRequest => "400, the node's name or key is not acceptable",
        HttpStatusCode.Unauthorized => "401, the token is unknown, used up or expired",
        HttpStatusCode.NotFound => $"404, there is no organization {options.Organization}",
        HttpStatusCode.Conflict => $"409, there is a node {options.Node} with another key already",
        _ => $"HTTP {(int)status}",
    };

    private static string Words(string body) =>
        body.Length == 0 ? "" : $" ({new string([.. body.Take(MaxWords).Select(c => char.IsControl(c) ? ' ' : c)])})";

    private static void WriteConfig(JoinOptions options)
    {
        var there = File.Exists(options.ConfigPath) ? AgentConfig.Read(options.ConfigPath) : new();
        var config = there with
        {
            Servers = [.. options.Servers.Select(s => s.AbsoluteUri.TrimEnd('/'))],
            Organization = options.Organization,
            Node = options.Node,
            Key = options.KeyPath,
            StateDir = options.StateDir,
            Whitelist = options.Whitelist ?? there.Whitelist,
            CaFile = options.CaFile,
            Insecure = options.Insecure && options.Servers.Any(PlainHttp.IsRisky) ? true : null,
        };
        try
        {
            State.DurableFile.Write(options.ConfigPath, [.. JsonSerializer.SerializeToUtf8Bytes(config, AgentConfigContext.Default.AgentConfig), (byte)'\n']);
        }
        catch (Exception not) when (not is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"--config {options.ConfigPath}: {not.Message}");
        }
    }
}
