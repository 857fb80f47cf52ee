using System.Text.Json;
using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Jobs;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Storage;

/// <summary>What a server stores and finds again, the same on both databases: types, transactions and SQL are theirs.</summary>
public abstract class JobLifeTests(JobServer jobs)
{
    [SkippableFact]
    public async Task A_job_lives_its_life_and_is_known_after_a_restart()
    {
        var org = await jobs.Organization("web1");
        string id;
        await using (var agent = await org.Agent("web1"))
        {
            id = await org.Post(new
            {
                command = "écho 'ok'",
                nodes = (string[])["web1", "off"],
                quorum = 1,
                env = new Dictionary<string, string> { ["A"] = "é" },
                user = "daemon",
                dir = "/tmp",
                file = "raw:x",
                capture_output = true,
            });
            await agent.Start();
            await agent.End(new AgentMessage.Succeeded(id) { Stdout = "out\n", Stderr = "" });
            await org.Job(id, "complete");
            await org.Gone(id);
        }

        var before = await Seen(org, id);
        await org.Server.Restart();

        Assert.Equal(before, await Seen(org, id));
        Assert.Equal("""{"succeeded":["web1"],"unavailable":["off"]}""", (await org.Job(id)).GetProperty("nodes").GetRawText());
    }

    [SkippableFact]
    public async Task A_job_that_was_voting_goes_on_after_a_restart()
    {
        var org = await jobs.Organization("web1");
        string id;
        await using (await org.Agent("web1"))
        {
            id = await org.Post("web1");
            Assert.Equal("voting", (await org.Job(id)).GetProperty("status").GetString());
            await org.Server.Restart();
        }

        await using var again = await org.Agent("web1");
        await again.Start();
        await again.End(new AgentMessage.Failed(id) { ExitStatus = 3 });

        Assert.Equal("""{"failed":["web1"]}""", (await org.Job(id, "complete")).GetProperty("nodes").GetRawText());
    }

    [SkippableFact]
    public async Task Many_jobs_at_a_time_are_all_there_and_all_end()
    {
        var org = await jobs.Organization();
        var ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => org.Post("web1")));

        foreach (var id in ids)
            await org.Job(id, "quorum_failed");
        Assert.Equal(ids.Order(), (await org.Get("jobs")).EnumerateArray().Select(job => job.GetProperty("id").GetString()!).Order());
    }

    [SkippableFact]
    public async Task What_no_database_text_can_hold_is_no_error_of_the_server()
    {
        var org = await jobs.Organization();
        var reply = await org.Alice.Post(org.Jobs, """{"command":"true","user":"a\u0000b","dir":"/\u0000","nodes":["x\u0000y"],"env":{"A":"\u0000"}}""");

        Assert.Equal(201, reply.Status);
        var id = reply.Header("Location")![^32..];
        await org.Job(id, "quorum_failed");
        await org.Gone(id);
        Assert.Equal("a\0b", (await org.Job(id)).GetProperty("user").GetString());
        Assert.Equal("a\0b", (await org.Get("jobs")).EnumerateArray().Single().GetProperty("user").GetString());
    }

    private static async Task<string> Seen(JobOrganization org, string id)
    {
        var output = await org.Alice.Get(org.Path($"jobs/{id}/output/web1/stdout"), request => request.Headers.Accept.ParseAdd("*/*"));
        return JsonSerializer.Serialize(new[] { await org.Job(id), await org.Get("jobs"), await org.Get($"jobs/{id}/nodes") }) + output.Status + output.Body;
    }
}

[Collection(JobTests.Name)]
public sealed class SqliteJobLifeTests(JobServer jobs) : JobLifeTests(jobs);

[Collection(OnPostgres.Name)]
public sealed class PostgresJobLifeTests : JobLifeTests
{
    public PostgresJobLifeTests(PostgresJobServer jobs)
        : base(jobs) => Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
}
