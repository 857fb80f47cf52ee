using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Directories.Chef;

/// <summary>Sign-in and permissions when a Chef Infra Server knows who is who.</summary>
public sealed class ChefDirectoryTests : IAsyncLifetime
{
    private static readonly string OtherPublic = TestKeys.OtherPublic;
    private ChefServer _server = null!;

    private SmallChef Chef => _server.Chef;

    public async Task InitializeAsync() => _server = await ChefServer.Start();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_principal_in_form_0_signs_in()
    {
        Chef.Know("/organizations/acme/principals/alice", SmallChef.Principal("alice"));
        Expect((200, "User alice in acme, Seed"), await _server.Get("alice"));
    }

    [Fact]
    public async Task Of_several_principals_in_form_1_the_one_whose_key_fits_signs_in()
    {
        Chef.KnowPrincipal("ci", SmallChef.Principal("ci", key: OtherPublic), SmallChef.Principal("ci", "client"));
        Expect((200, "Client ci in acme, Seed"), await _server.Get("ci"));
        Chef.KnowPrincipal("bob", SmallChef.Principal("bob", key: OtherPublic));
        Expect((401, """{"error":["Invalid signature for user or client 'bob'"]}"""), await _server.Get("bob"));
    }

    [Fact]
    public async Task Who_is_no_member_is_dropped()
    {
        Chef.KnowPrincipal("out", SmallChef.Principal("out", member: false));
        Expect((403, """{"error":["'out' is not associated with organization 'acme'"]}"""), await _server.Get("out"));
        Chef.KnowPrincipal("half", SmallChef.Principal("half", member: false), SmallChef.Principal("half", "client"));
        Expect((200, "Client half in acme, Seed"), await _server.Get("half"));
        Chef.KnowPrincipal("unsaid", new { name = "unsaid", type = "user", public_key = TestKeys.MinePublic });
        Assert.Equal(403, (await _server.Get("unsaid")).Status);
    }

    [Fact]
    public async Task Who_is_not_there_is_401_and_is_asked_for_again()
    {
        Assert.Equal(401, (await _server.Get("late")).Status);
        Chef.KnowPrincipal("late", SmallChef.Principal("late"));
        Assert.Equal(200, (await _server.Get("late")).Status);
    }

    [Fact]
    public async Task An_unknown_organization_is_404_and_is_asked_for_again()
    {
        var jobs = "/organizations/other/pushy/things";
        Expect((404, """{"error":["organization 'other' does not exist."]}"""), await _server.As("alice").Get(jobs));
        Chef.Know("/organizations/other", new { name = "other", full_name = "Other", guid = new string('a', 32) });
        Chef.Know("/organizations/other/principals/alice", SmallChef.Principal("alice"));
        Assert.Equal(200, (await _server.As("alice").Get(jobs)).Status);
    }

    [Fact]
    public async Task An_organization_is_remembered_for_ever_until_Chef_says_it_is_gone()
    {
        Chef.KnowPrincipal("alice", SmallChef.Principal("alice"));
        Assert.Equal(200, (await _server.Get("alice")).Status);
        _server.Clock.Advance(TimeSpan.FromDays(1));
        Chef.Misbehave = http => http.Request.Path == "/organizations/acme/principals/alice" ? Gone(http) : Task.FromResult(false);
        Expect((404, """{"error":["organization 'acme' does not exist."]}"""), await _server.As("alice").Get(Gateway.ThingServer.Things));
        Assert.Single(Chef.Asked, path => path == "/organizations/acme");

        Chef.Misbehave = _ => Task.FromResult(false);
        Assert.Equal(401, (await _server.Get("stranger")).Status);
        Assert.Equal(2, Chef.Asked.Count(path => path == "/organizations/acme"));

        static async Task<bool> Gone(Microsoft.AspNetCore.Http.HttpContext http)
        {
            await SmallChef.Say(http, 404, """{"not_found":"org","error":["none"]}""");
            return true;
        }
    }

    [Fact]
    public async Task Principals_and_groups_are_remembered_for_five_seconds()
    {
        Chef.KnowPrincipal("alice", SmallChef.Principal("alice"));
        Assert.Equal(200, (await _server.Get("alice")).Status);
        var asked = Chef.Asked.Count;
        Assert.Equal(200, (await _server.Get("alice")).Status);
        Assert.Equal(asked, Chef.Asked.Count);

        Chef.KnowPrincipal("alice", SmallChef.Principal("alice", key: OtherPublic));
        _server.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(401, (await _server.Get("alice")).Status);
    }

    [Fact]
    public async Task Groups_say_who_may()
    {
        Chef.KnowPrincipal("alice", SmallChef.Principal("alice"));
        Assert.Equal(403, (await _server.Post("alice")).Status); // no writers, no admins
        Chef.KnowGroup("pushy_job_writers", groups: ["crew", "missing"]);
        Chef.KnowGroup("crew", users: ["alice"]);
        _server.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(201, (await _server.Post("alice")).Status);
        Assert.Equal(200, (await _server.Get("alice")).Status);
    }

    [Fact]
    public async Task A_group_that_Chef_has_trouble_with_has_no_members_and_is_asked_for_again()
    {
        Chef.KnowPrincipal("alice", SmallChef.Principal("alice"));
        Chef.Misbehave = async http =>
        {
            if (!http.Request.Path.Value!.EndsWith("/pushy_job_readers", StringComparison.Ordinal))
                return false;
            await SmallChef.Say(http, 500, "");
            return true;
        };
        Expect((403, """{"error":["User or client 'alice' does not have access to that action on this server."]}"""), await _server.Get("alice"));
        Chef.Misbehave = _ => Task.FromResult(false);
        Assert.Equal(200, (await _server.Get("alice")).Status);
    }

    [Fact]
    public async Task Names_that_lead_elsewhere_are_not_asked_for()
    {
        Chef.KnowGroup("pushy_job_readers", groups: ["../../users", "a/b", "..", "a?b"]);
        Chef.KnowPrincipal("alice", SmallChef.Principal("alice"));
        Assert.Equal(403, (await _server.Get("alice")).Status);
        foreach (var name in new[] { "..", "a/b", "../users", "a?b", "a%2Fb", "a#b" })
        {
            Assert.Equal(401, (await _server.As(name).Get(Gateway.ThingServer.Things)).Status);
            Assert.Equal(404, (await _server.As("alice").Get($"/organizations/{Uri.EscapeDataString(name)}/pushy/things")).Status);
        }

        Assert.Equal(
            ["/organizations/acme", "/organizations/acme/groups/pushy_job_readers", "/organizations/acme/principals/alice"],
            Chef.Asked.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Managing_the_directory_says_whose_it_is()
    {
        foreach (var (method, path) in new[]
        {
            ("GET", "/users"), ("POST", "/organizations"), ("PUT", "/organizations/acme/groups/admins"), ("DELETE", "/users/alice"),
            ("POST", "/organizations/acme/clients/web1/keys"), ("GET", "/organizations/acme/principals/alice"), ("POST", "/organizations/acme/pushy/join"),
        })
        {
            var reply = await SignedClient.Send(_server.Address, method, path, method == "GET" ? null : "{}");
            Assert.Equal(501, reply.Status);
            Assert.Contains("Chef Infra Server", reply.Body, StringComparison.Ordinal);
        }

        foreach (var command in new[] { "org create x", "org list", "user create acme u", "user key add u k", "node create acme n", "group create acme g", "superuser create s", "token create acme u", "join-token create acme" })
        {
            var run = await CommandRun.Of([.. command.Split(' '), .. _server.Sets.SelectMany(set => new[] { "--set", set })]);
            Assert.Equal((1, ""), (run.ExitCode, run.Output));
            Assert.Contains("pushy.directory.kind is chef", run.Error, StringComparison.Ordinal);
        }

        Assert.Empty(Chef.Asked);
    }

    private static void Expect((int, string) expected, Reply reply) => Assert.Equal(expected, (reply.Status, reply.Body));
}
