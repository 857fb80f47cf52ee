using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Jobs;

/// <summary>Who may do what with jobs, authn-authz.md §5.</summary>
[Collection(JobTests.Name)]
public sealed class JobPermissionTests(JobServer jobs)
{
    private const string Body = """{"command":"true","nodes":["web1"]}""";
    private const string Unknown = "00000000000000000000000000000000";

    private static readonly string[] Reading =
    [
        "jobs", $"jobs/{Unknown}", $"jobs/{Unknown}/nodes", $"jobs/{Unknown}/output/web1/stdout", $"jobs/{Unknown}/output/web1/stderr",
        "node_states", "node_states/web1",
    ];

    private static readonly string[] Writing = ["jobs", $"jobs/{Unknown}/abort"];

    [Fact]
    public async Task Without_groups_members_read_and_admins_write()
    {
        var org = await jobs.Organization("web1");
        foreach (var client in new[] { org.Bob, org.Server.As("web1") })
        {
            await Reads(org, client, may: true);
            await Writes(org, client, may: false);
        }

        await Writes(org, org.Alice, may: true);
    }

    [Fact]
    public async Task Writers_who_are_not_readers_write_only()
    {
        var org = await jobs.Organization();
        await Group(org, "pushy_job_writers", "bob");
        await Group(org, "pushy_job_readers", "alice");
        await Reads(org, org.Bob, may: false);
        await Writes(org, org.Bob, may: true);
        await Reads(org, org.Alice, may: true);
        await Writes(org, org.Alice, may: false);   // an admin, but the group counts alone
    }

    [Fact]
    public async Task The_refusal_names_who_asked()
    {
        var org = await jobs.Organization();
        var reply = await org.Bob.Post(org.Jobs, Body);
        Assert.Equal("""{"error":["User or client 'bob' does not have access to that action on this server."]}""", reply.Body);
        Assert.Equal("[]", (await org.Bob.Get(org.Jobs)).Body);
    }

    [Fact]
    public async Task Another_organizations_users_are_strangers()
    {
        var org = await jobs.Organization();
        await org.Server.Made(org.Server.Admin.CreateOrganization("outside", "Outside", default));
        await org.Server.Made(org.Server.Admin.CreateUser("outside", "olga", TestKeys.MinePublic, true, default));
        await Reads(org, org.Server.As("olga"), may: false);
        await Writes(org, org.Server.As("olga"), may: false);
    }

    private static async Task Reads(JobOrganization org, SignedClient client, bool may)
    {
        foreach (var path in Reading)
        {
            var status = (await client.Get(org.Path(path))).Status;
            Assert.True(status == (!may ? 403 : path.Contains(Unknown, StringComparison.Ordinal) ? 404 : 200), $"GET {path}: {status}");
        }
    }

    private static async Task Writes(JobOrganization org, SignedClient client, bool may)
    {
        foreach (var path in Writing)
        {
            var status = (await client.Post(org.Path(path), Body)).Status;
            Assert.True(status == (!may ? 403 : path.Contains(Unknown, StringComparison.Ordinal) ? 404 : 201), $"POST {path}: {status}");
        }
    }

    private static async Task Group(JobOrganization org, string group, string user)
    {
        await org.Server.Made(org.Server.Admin.CreateGroup(org.Name, group, default));
        await org.Server.Made(org.Server.Admin.AddToGroup(org.Name, group, "user", user, default));
    }
}
