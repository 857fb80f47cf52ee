using System.Text.Json;
using LinqToDB.Data;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Contracts.Agents;
using Pushy.Server.Directories;
using Pushy.Server.SignIn;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Pushy.Server.Tests.Links;
using Pushy.Server.Tests.Storage;

namespace Pushy.Server.Tests.Upgrade;

/// <summary>What an earlier version wrote is taken over, and its jobs go on.</summary>
public abstract class UpgradeTests(TestStorage storage, string database) : IAsyncLifetime
{
    public static TheoryData<long> Schemas => [.. Goldens.All];

    public Task InitializeAsync() => storage.InitializeAsync();

    public Task DisposeAsync() => storage.DisposeAsync();

    [SkippableTheory]
    [MemberData(nameof(Schemas))]
    public async Task Its_finished_jobs_are_known_and_the_others_go_on(long schema)
    {
        var golden = Goldens.Folder(schema);
        await storage.Load(golden);
        var jobs = JsonSerializer.Deserialize<GoldenJobs>(await File.ReadAllTextAsync(Path.Combine(golden, database, "jobs.json")))!;
        await using var server = await TestServer.Second(_ => { }, storage.Sets);
        var org = await Ours(server);

        foreach (var (id, seen) in jobs.Finished)
        {
            var job = await org.Job(id);
            Assert.All(seen.EnumerateObject(), field => Assert.True(JsonElement.DeepEquals(field.Value, job.GetProperty(field.Name)), $"{field.Name}: {job}"));
        }

        foreach (var (id, printed) in jobs.Output)
            Assert.Equal(printed, (await org.Alice.Get(org.Path($"jobs/{id}/output/web1/stdout"), request => request.Headers.Accept.ParseAdd("*/*"))).Body);

        await using var web1 = await SimulatedAgent.Dial(server, org.Name, "web1");
        await web1.Say(new AgentMessage.Hello("web1", "of before", "test") { JobId = jobs.Running, JobState = AgentJobState.Running });
        Assert.Equal("running", (await org.Job(jobs.Running)).GetProperty("status").GetString());
        await web1.End(new AgentMessage.Succeeded(jobs.Running));
        Assert.Equal("""{"succeeded":["web1"]}""", (await org.Job(jobs.Running, "complete")).GetProperty("nodes").GetRawText());

        await org.Job(jobs.Voting, "quorum_failed");   // its time to vote ended long ago, and web2 had not

        var next = await org.Post("web1");
        await web1.Start();
        await web1.End(new AgentMessage.Succeeded(next));
        await org.Job(next, "complete");
        Assert.Equal(jobs.Finished.Count + 3, (await org.Get("jobs")).GetArrayLength());
    }

    [SkippableFact]
    public async Task Members_of_groups_stay_and_a_name_that_nobody_bears_admits_nobody_any_more()
    {
        await storage.Load(Goldens.Folder(Schema.Released));
        await using (var data = storage.Database.Open())
        {
            await data.ExecuteAsync("insert into group_members (org_guid, group_name, kind, member) select guid, 'admins', 'client', 'ghost' from organizations where name = 'acme'");
            await data.ExecuteAsync("insert into group_members (org_guid, group_name, kind, member) select guid, 'admins', 'group', 'ghosts' from organizations where name = 'acme'");
        }

        await using var server = await TestServer.Second(_ => { }, storage.Sets);
        var org = await Ours(server);
        Assert.Equal(200, (await org.Alice.Get(org.Path("audit"))).Status);

        await server.Made(server.Admin.AddJoinToken("acme", SecretText.HashOf("token"), 1, TimeSpan.FromHours(1), default));
        var joined = await SignedClient.Send(server.Address, "POST", org.Path("join"), JsonSerializer.Serialize(new { token = "token", node = "ghost", public_key = TestKeys.MinePublic }));
        Assert.Equal(201, joined.Status);
        Assert.Equal(403, (await server.As("ghost").Get(org.Path("audit"))).Status);

        await server.Made(server.Admin.CreateUser("acme", "carol", TestKeys.MinePublic, false, default));
        await server.Made(server.Admin.CreateGroup("acme", "ghosts", default));
        await server.Made(server.Admin.AddToGroup("acme", "ghosts", "user", "carol", default));
        Assert.Equal(403, (await server.As("carol").Get(org.Path("audit"))).Status);

        await server.Made(server.Admin.AddToGroup("acme", "admins", "group", "ghosts", default));   // now it is meant
        Assert.Equal(200, (await server.As("carol").Get(org.Path("audit"))).Status);
    }

    /// <summary>The keys of its people and nodes were not kept; they get ours.</summary>
    private static async Task<JobOrganization> Ours(TestServer server)
    {
        var acme = (await server.Services.GetRequiredService<IDirectory>().FindOrganization("acme", default))!;
        var keys = server.Services.GetRequiredService<KeyStore>();
        foreach (var owner in new KeyOwner[] { new KeyOwner.User("alice"), new KeyOwner.Client(acme.Id, "web1") })
            await server.Made(keys.Add(owner, "ours", TestKeys.MinePublic, null, default));
        return new JobOrganization(server, acme);
    }
}

public sealed class SqliteUpgradeTests() : UpgradeTests(new SqliteStorage(), "sqlite");

public sealed class PostgresUpgradeTests() : UpgradeTests(new PostgresStorage(), "postgresql");

public sealed class ReleasedSchemaTests
{
    [Fact]
    public void Databases_of_the_last_release_are_among_the_tests() => Assert.Contains(Schema.Released, Goldens.All);
}
