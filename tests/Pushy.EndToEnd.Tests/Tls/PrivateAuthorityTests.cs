using Pushy.Contracts.Jobs;
using Pushy.EndToEnd.Tests.Fleets;
using Pushy.Tests.Shared;

namespace Pushy.EndToEnd.Tests.Tls;

/// <summary>A company's own authority: the server speaks HTTPS itself, and agents and people are told by whom its certificate is.</summary>
public sealed class PrivateAuthorityTests
{
    [Fact]
    public Task A_machine_and_a_person_come_in_with_the_authoritys_file_and_it_is_kept() => WithTlsAsync(async (fleet, authority, server) =>
    {
        // given: a machine that joined, and a person who signed in, with --ca-file
        Assert.Equal(0, await JoinAsync(fleet, server, "--ca-file", authority.CaFile));
        Assert.Contains("\"ca_file\"", await File.ReadAllTextAsync(fleet.In("one", "agent.json")), StringComparison.Ordinal);
        Assert.Equal(0, await Pushy(fleet, "login", "--server", server, "--org", FleetTemplate.Organization, "--sign-as", FleetTemplate.User,
            "--key", fleet.KeyFile(FleetTemplate.User), "--ca-file", authority.CaFile).Exited);

        // when: neither is told again
        fleet.Start("joined", [.. Programs.Agent, "run", "--config", fleet.In("one", "agent.json")]);
        await fleet.AvailableAsync("machine-1");
        var started = Pushy(fleet, "job", "start", "echo by TLS", "machine-1", "--capture");

        // then
        Assert.Equal(0, await started.Exited);
        Assert.Contains("by TLS", started.Log(), StringComparison.Ordinal);
    });

    [Fact]
    public Task Without_the_file_both_refuse_and_say_what_helps() => WithTlsAsync(async (fleet, _, server) =>
    {
        Assert.Equal(1, await JoinAsync(fleet, server));
        Assert.Contains("name its certificate with --ca-file FILE", fleet.Logs(), StringComparison.Ordinal);
        var login = Pushy(fleet, "login", "--server", server, "--org", FleetTemplate.Organization, "--sign-as", FleetTemplate.User, "--key", fleet.KeyFile(FleetTemplate.User));
        Assert.Equal(7, await login.Exited);
        Assert.Contains("of an unknown authority: 'CN=127.0.0.1', issued by 'CN=Test Middle'", login.Log(), StringComparison.Ordinal);
    });

    [Fact]
    public Task An_agent_tells_in_its_log_that_the_certificate_is_for_another_name_and_connects_once_it_is_renewed() => WithTlsAsync(async (fleet, authority, server) =>
    {
        Assert.Equal(0, await JoinAsync(fleet, server, "--ca-file", authority.CaFile));
        authority.Issue("other.example");
        await Until.TrueAsync("the server shows the new certificate", async () => await JoinAsync(fleet, server, "--ca-file", authority.CaFile) == 1);

        var agent = fleet.Start("joined", [.. Programs.Agent, "run", "--config", fleet.In("one", "agent.json")]);

        await Until.TrueAsync("the agent tells", () => agent.Log().Contains("wanted is '127.0.0.1', and it is for 'other.example'", StringComparison.Ordinal));
        authority.Issue();
        await fleet.AvailableAsync("machine-1");
    });

    private static Task WithTlsAsync(Func<Fleet, TestAuthority, string, Task> test) => Fleet.PrepareAsync([], async fleet =>
    {
        using var authority = new TestAuthority();
        authority.Issue();
        var server = $"https://127.0.0.1:{Ports.Free()}";
        fleet.Settings.AddRange([$"pushy.http.urls={fleet.Address.GetLeftPart(UriPartial.Authority)},{server}", .. authority.Sets]);
        await fleet.StartServerAsync();
        await test(fleet, authority, server);
    });

    private static async Task<int> JoinAsync(Fleet fleet, string server, params string[] more)
    {
        Directory.CreateDirectory(fleet.In("one"));
        var made = fleet.Start("join-token", [.. Programs.Server, "join-token", "create", FleetTemplate.Organization, "--set", $"pushy.storage.path={fleet.Data}"]);
        Assert.Equal(0, await made.Exited);
        var token = made.Log().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1];
        return await fleet.Start("join", [
            .. Programs.Agent, "join", "--server", server, "--org", FleetTemplate.Organization, "--node", "machine-1", "--token", token,
            "--key", fleet.In("one", "key.pem"), "--config", fleet.In("one", "agent.json"), "--state-dir", fleet.In("one", "state"), "--whitelist", fleet.In("whitelist.json"), .. more,
        ]).Exited;
    }

    private static Daemon Pushy(Fleet fleet, params string[] args) => fleet.Start("pushy", ["env", $"PUSHY_CONFIG={fleet.In("profile")}", .. Programs.Cli, .. args]);
}
