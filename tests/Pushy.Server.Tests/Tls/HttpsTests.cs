using Microsoft.Extensions.DependencyInjection;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Pushy.Contracts.Connecting;
using Pushy.EndToEnd.Tests.Fleets;
using Pushy.Server.Configuration;
using Pushy.Server.Tests.Hosting;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Tls;

/// <summary>HTTPS of the server itself: real Kestrel, and clients that trust a private root only.</summary>
public sealed class HttpsTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    private string[] Sets => ["pushy.http.urls=https://127.0.0.1:0", .. _authority.Sets];

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_client_that_knows_only_the_root_gets_the_whole_chain()
    {
        _authority.Issue();
        await using var server = await TestServer.Start(sets: Sets);

        Assert.StartsWith("https://127.0.0.1:", server.Address, StringComparison.Ordinal);
        Assert.Contains("alive", await Get(server.Address, _authority.CaFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_renewed_certificate_is_shown_without_a_restart()
    {
        var first = _authority.Issue();
        await using var server = await TestServer.Start(sets: Sets);
        Assert.Equal(first, await Shown(server.Address));

        var second = _authority.Issue();

        await Eventually.See(() => Shown(server.Address), shown => shown == second);
    }

    [Fact]
    public async Task Broken_new_files_leave_the_last_good_ones_and_are_told_in_the_log_and_by_doctor()
    {
        var good = _authority.Issue();
        var data = Path.Combine(_authority.Folder, "data");
        await using var server = await ServerProcess.Start(data, Sets);
        await File.WriteAllTextAsync(_authority.CertificateFile, "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");

        var line = await server.LogLine("the new certificate is no good");

        Assert.Contains("pushy.http.tls.certificate-file", line, StringComparison.Ordinal);
        Assert.Equal(good, await Shown(server.Address));
        var port = new Uri(server.Address).Port;
        var doctor = await CommandRun.Of(["doctor", .. new[] { $"pushy.storage.path={data}", $"pushy.http.urls=https://127.0.0.1:{port}" }
            .Concat(_authority.Sets).SelectMany(set => new[] { "--set", set })]);
        Assert.Contains("PROBLEM  certificate   pushy.http.tls.certificate-file", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("shows a certificate that is not the one in", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_whose_key_does_not_come_with_it_is_not_taken()
    {
        var good = _authority.Issue();
        await using var server = await TestServer.Start(sets: Sets);
        var key = await File.ReadAllTextAsync(_authority.KeyFile);
        _authority.Issue();
        await File.WriteAllTextAsync(_authority.KeyFile, key);

        var renewal = server.Services.GetRequiredService<Server.Tls.CertificateRenewal>();
        renewal.Look();

        Assert.Equal(good, renewal.Current.Leaf.Thumbprint);
    }

    [Theory]
    [InlineData("", "pushy.http.tls.certificate-file: needed with https:// in pushy.http.urls")]
    [InlineData("pushy.http.tls.certificate-file=/no/such.pem", "pushy.http.tls.certificate-file: there is no file '/no/such.pem'")]
    public void Without_a_certificate_the_server_does_not_start_and_names_the_setting(string set, string problem)
    {
        string[] sets = ["pushy.http.urls=https://127.0.0.1:0", .. set.Length > 0 ? [set] : Array.Empty<string>()];
        Assert.Contains(problem, Assert.Throws<ConfigurationException>(() => PushyConfig.Load([], sets, [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_others_can_read_is_refused()
    {
        _authority.Issue();
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(_authority.KeyFile, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => TestServer.Start(sets: Sets));
        Assert.Contains($"pushy.http.tls.key-file: others on this machine may use '{_authority.KeyFile}'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_reason_to_refuse_a_certificate_is_told_with_its_remedy()
    {
        _authority.Issue();
        await using var server = await TestServer.Start(sets: Sets);
        Assert.Contains("of an unknown authority: 'CN=127.0.0.1', issued by 'CN=Test Middle'; if that is your own authority, name its certificate with --ca-file FILE",
            await Trouble(server.Address, null), StringComparison.Ordinal);
        using var foreign = new TestAuthority();
        Assert.Contains($"that is not in {foreign.CaFile}", await Trouble(server.Address, foreign.CaFile), StringComparison.Ordinal);

        var renewal = server.Services.GetRequiredService<Server.Tls.CertificateRenewal>();
        _authority.Issue("pushy.example.com");
        renewal.Look();
        Assert.Contains("is for another name: wanted is '127.0.0.1', and it is for 'pushy.example.com'", await Trouble(server.Address, _authority.CaFile), StringComparison.Ordinal);

        _authority.Issue(days: -1);
        renewal.Look();
        Assert.Contains("'CN=127.0.0.1' ran out: it is valid from", await Trouble(server.Address, _authority.CaFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_speaks_no_TLS_is_told_as_such()
    {
        await using var server = await TestServer.Start();
        Assert.Contains("is that port one for https://", await Trouble(server.Address.Replace("http:", "https:", StringComparison.Ordinal), null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_TLS_is_not_spoken()
    {
        _authority.Issue();
        await using var server = await TestServer.Start(sets: Sets);
#pragma warning disable SYSLIB0039, CA5397 // that it is refused is what is tested
        await Assert.ThrowsAnyAsync<Exception>(() => Shown(server.Address, SslProtocols.Tls11));
#pragma warning restore SYSLIB0039, CA5397
    }

    [Fact]
    public async Task Doctor_tells_when_the_certificate_ends_and_which_ports_are_in_the_clear()
    {
        _authority.Issue(days: 5);
        var run = await CommandRun.Of(["doctor", .. new[] { $"pushy.storage.path={_authority.Folder}/none", "pushy.http.urls=https://127.0.0.1:0,http://*:0" }
            .Concat(_authority.Sets).SelectMany(set => new[] { "--set", set })]);

        Assert.Contains($"warning  certificate   CN=127.0.0.1 ({_authority.CertificateFile}) is valid until", run.Output, StringComparison.Ordinal);
        Assert.Contains("warning  tls           http://*:0 is plain HTTP beyond this machine", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_in_the_clear_is_told_in_the_log()
    {
        await using var server = await ServerProcess.Start(Path.Combine(_authority.Folder, "data"), "pushy.http.urls=http://*:0");
        Assert.Contains("use https:// in pushy.http.urls", await server.LogLine("is plain HTTP beyond this machine"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_whose_hosts_talk_without_TLS_is_told_in_the_log_and_by_doctor()
    {
        string[] sets = [$"pushy.cluster.enabled=true", "pushy.cluster.host=127.0.0.1", $"pushy.cluster.port={Ports.Free()}", "pushy.cluster.tls.enabled=false"];
        var data = Path.Combine(_authority.Folder, "data");
        await using var server = await ServerProcess.Start(data, sets);

        Assert.Contains("set pushy.cluster.tls.enabled = true", await server.LogLine("hosts talk to each other without TLS"), StringComparison.Ordinal);
        var doctor = await CommandRun.Of(["doctor", .. sets.Append($"pushy.storage.path={data}").SelectMany(set => new[] { "--set", set })]);
        Assert.Contains("warning  certificate   hosts talk to each other without TLS", doctor.Output, StringComparison.Ordinal);
    }

    private static async Task<string> Get(string address, string? caFile)
    {
        using var http = new HttpClient(ServerTrust.Of(caFile).NewHandler());
        return await http.GetStringAsync(new Uri(address + "/pushy/_status"));
    }

    private static async Task<string> Trouble(string address, string? caFile) =>
        CertificateTrouble.Of(await Assert.ThrowsAsync<HttpRequestException>(() => Get(address, caFile))) ?? "no trouble with TLS";

    /// <summary>What is shown to whoever connects, whatever it is.</summary>
    private static async Task<string> Shown(string address, SslProtocols protocols = SslProtocols.None)
    {
        var uri = new Uri(address);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(uri.Host, uri.Port);
        var shown = "";
        await using var tls = new SslStream(tcp.GetStream(), false, (_, certificate, _, _) => (shown = ((X509Certificate2)certificate!).Thumbprint).Length > 0);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = uri.Host, EnabledSslProtocols = protocols });
        return shown;
    }
}
