using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pushy.Contracts.Connecting;
using Pushy.Contracts.Jobs;
using Pushy.EndToEnd.Tests.Fleets;
using Pushy.Tests.Shared;

namespace Pushy.EndToEnd.Tests.Tls;

/// <summary>A fact that needs nginx of the distribution.</summary>
public sealed class NginxFactAttribute : FactAttribute
{
    public const string Program = "/usr/sbin/nginx";

    public NginxFactAttribute() => Skip = File.Exists(Program) ? null : "nginx is not installed";
}

/// <summary>The very block of docs/install.md in a real nginx before a real server: only names, files and ports are others.</summary>
public sealed partial class NginxTests
{
    [NginxFact]
    public Task Behind_the_nginx_of_the_install_page_links_are_https_cookies_secure_and_agents_connect() => Fleet.PrepareAsync([], async fleet =>
    {
        using var authority = new TestAuthority();
        authority.Issue();
        fleet.Settings.Add("pushy.http.trusted-proxies=127.0.0.1");   // as the page has it
        await fleet.StartServerAsync();
        var port = Ports.Free();
        var nginx = await StartNginxAsync(fleet, authority, port);
        try
        {
            var address = new Uri($"https://127.0.0.1:{port}");
            using var http = new HttpClient(ServerTrust.Of(authority.CaFile).NewHandler()) { BaseAddress = address };
            using var api = new ApiClient(address, FleetTemplate.Organization, FleetTemplate.User, fleet.KeyFile(FleetTemplate.User), ServerTrust.Of(authority.CaFile));
            await Until.TrueAsync("nginx listens", async () => (await http.GetStringAsync(new Uri("/pushy/_status", UriKind.Relative))).Contains("alive", StringComparison.Ordinal));

            // an agent's WebSocket
            await File.WriteAllTextAsync(fleet.In("agent.json"), JsonSerializer.Serialize(new { ca_file = authority.CaFile }));
            fleet.StartAgent("web1", address, config: fleet.In("agent.json"));
            await fleet.AvailableAsync("web1");

            // a job, found again where its answer says
            var made = await api.TryPostAsync(new JobRequest { Command = "echo through nginx", Nodes = ["web1"], CaptureOutput = true });
            Assert.Equal(HttpStatusCode.Created, made.Status);
            Assert.Matches($"\"uri\":\"https://127\\.0\\.0\\.1:{port}/organizations/{FleetTemplate.Organization}/pushy/jobs/", made.Text);
            var id = JsonDocument.Parse(made.Body).RootElement.GetProperty("uri").GetString()![^32..];
            await Until.TrueAsync("the job is complete", async () => (await api.JobAsync(id)).Status == "complete");
            Assert.Equal("through nginx\n", await api.OutputAsync(id, "web1", "stdout"));

            // a link for a browser, and its cookie
            var link = await api.SendAsync(HttpMethod.Post, "/login_links", "{}"u8.ToArray());
            Assert.StartsWith($"https://127.0.0.1:{port}/", JsonDocument.Parse(link.Body).RootElement.GetProperty("url").GetString(), StringComparison.Ordinal);
            using var page = await http.GetAsync(new Uri("/ui/sign-in", UriKind.Relative));
            Assert.Matches("^__Host-pushy-visit=.*; secure;", Assert.Single(page.Headers.GetValues("Set-Cookie")));

            // what a client says of itself does not get through
            using var liar = new HttpRequestMessage(HttpMethod.Get, new Uri("/ui/sign-in", UriKind.Relative));
            liar.Headers.Add("X-Forwarded-Proto", "http");
            liar.Headers.Add("X-Forwarded-Host", "evil.example");
            using var same = await http.SendAsync(liar);
            Assert.Matches("; secure;", Assert.Single(same.Headers.GetValues("Set-Cookie")));
            Assert.DoesNotContain("X-Forwarded", fleet.Server.Log(), StringComparison.Ordinal);   // nothing to complain of
        }
        finally
        {
            await nginx.StopAsync();
        }
    });

    private static async Task<Daemon> StartNginxAsync(Fleet fleet, TestAuthority authority, int port)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Programs.RepositoryRoot, "docs", "install.md"));
        var block = Block().Match(page).Groups[1].Value
            .Replace("listen 443 ssl;", $"listen 127.0.0.1:{port} ssl;", StringComparison.Ordinal)
            .Replace("server_name pushy.example.com;", "server_name 127.0.0.1;", StringComparison.Ordinal)
            .Replace("/etc/ssl/pushy/fullchain.pem", authority.CertificateFile, StringComparison.Ordinal)
            .Replace("/etc/ssl/pushy/key.pem", authority.KeyFile, StringComparison.Ordinal)
            .Replace("http://127.0.0.1:10003", fleet.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        Assert.Contains($"listen 127.0.0.1:{port} ssl;", block, StringComparison.Ordinal);
        Assert.Contains(authority.KeyFile, block, StringComparison.Ordinal);
        Assert.Contains($"proxy_pass {fleet.Address.GetLeftPart(UriPartial.Authority)};", block, StringComparison.Ordinal);
        var paths = string.Concat(((string[])["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]).Select(kind => $"{kind}_temp_path {fleet.In("nginx-" + kind)};\n"));

        // One process, so that it ends as any other does.
        await File.WriteAllTextAsync(fleet.In("nginx.conf"),
            $"daemon off;\nmaster_process off;\npid {fleet.In("nginx.pid")};\nerror_log stderr;\nevents {{ }}\nhttp {{\naccess_log off;\n{paths}{block}\n}}\n");
        return fleet.Start("nginx", [NginxFactAttribute.Program, "-e", "stderr", "-p", fleet.In(), "-c", fleet.In("nginx.conf")]);
    }

    [GeneratedRegex("```nginx\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
