using System.Text.Json;
using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Storage;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Jobs;

/// <summary><c>POST …/jobs/ID/abort</c>.</summary>
public abstract class AbortTests(JobServer jobs)
{
    [SkippableFact]
    public async Task A_job_that_is_voting_is_aborted_and_its_nodes_are_told()
    {
        var org = await jobs.Organization("web1", "web2");
        await using var ready = await org.Agent("web1");
        await using var silent = await org.Agent("web2");
        var id = await org.Post("web1", "web2", "gone");
        await ready.Ready();
        await silent.Hear<ServerMessage.Commit>();
        await org.Job(id, "ready", 1);
        await org.Job(id, "unavailable", 1);   // that nobody has the name is looked up first

        var job = await Aborted(org, id);
        Assert.Equal("""["web1","web2"]""", job.GetProperty("nodes").GetProperty("aborted").GetRawText());
        Assert.Equal("""["gone"]""", job.GetProperty("nodes").GetProperty("unavailable").GetRawText());
        Assert.Equal(id, (await ready.Hear<ServerMessage.Abort>()).JobId);
        Assert.Equal(id, (await silent.Hear<ServerMessage.Abort>()).JobId);
    }

    [SkippableFact]
    public async Task A_job_that_runs_is_aborted_and_its_nodes_are_told()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        await agent.Start();
        await org.Job(id, "running", 1);

        Assert.Equal("""{"aborted":["web1"]}""", (await Aborted(org, id)).GetProperty("nodes").GetRawText());
        Assert.Equal(id, (await agent.Hear<ServerMessage.Abort>()).JobId);
        var node = (await org.Get($"jobs/{id}/nodes")).GetProperty("nodes")[0];
        Assert.Equal(("aborted_by_user", "The job was aborted by alice."), (node.GetProperty("reason").GetString(), node.GetProperty("detail").GetString()));
    }

    [SkippableFact]
    public async Task Neither_a_body_nor_a_content_type_is_needed()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        await agent.Start();

        var reply = await org.Alice.Send("POST", $"{org.Jobs}/{id}/abort", (string?)null);

        Assert.True(reply.Status == 200, $"{reply.Status} {reply.Body}");
        Assert.Equal("aborted", (await org.Job(id)).GetProperty("status").GetString());
    }

    [SkippableFact]
    public async Task A_finished_job_stays_as_it_is()
    {
        var org = await jobs.Organization();
        var id = await org.Post("web1");
        var before = (await org.Job(id, "quorum_failed")).GetRawText();
        Assert.Equal((200, before), Essence(await Abort(org.Knife, org, id)));
        await org.Gone(id);
        Assert.Equal((200, before), Essence(await Abort(org.Knife, org, id)));
        Assert.Equal(before, (await org.Job(id)).GetRawText());
    }

    [SkippableFact]
    public async Task Who_may_not_write_cannot_abort()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        await agent.Start();
        Assert.Equal(403, (await Abort(org.Bob, org, id)).Status);
        Assert.Equal(403, (await Abort(org.Server.As("web1"), org, id)).Status);
        Assert.Equal("running", (await org.Job(id, "running", 1)).GetProperty("status").GetString());
    }

    private static Task<Reply> Abort(SignedClient client, JobOrganization org, string id) => client.Post($"{org.Jobs}/{id}/abort", "");

    private static async Task<JsonElement> Aborted(JobOrganization org, string id)
    {
        var reply = await Abort(org.Alice, org, id);
        Assert.Equal(200, reply.Status);
        var job = JsonDocument.Parse(reply.Body).RootElement;
        Assert.Equal((id, "aborted"), (job.GetProperty("id").GetString(), job.GetProperty("status").GetString()));
        Assert.Equal("aborted", (await org.Job(id)).GetProperty("status").GetString());
        return job;
    }

    private static (int, string) Essence(Reply reply) => (reply.Status, reply.Body);
}

[Collection(JobTests.Name)]
public sealed class SqliteAbortTests(JobServer jobs) : AbortTests(jobs);

[Collection(OnPostgres.Name)]
public sealed class PostgresAbortTests : AbortTests
{
    public PostgresAbortTests(PostgresJobServer jobs)
        : base(jobs) => Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
}
