using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Domain.Jobs;
using Pushy.Server.Directories;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Storage;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Jobs;

/// <summary><c>Idempotency-Key</c> on <c>POST …/jobs</c>: one key, one job.</summary>
public abstract class IdempotencyTests(JobServer jobs)
{
    private const string Body = """{"command":"true","nodes":["web1"]}""";

    [SkippableFact]
    public async Task A_repeat_gets_the_same_job_while_it_lives_and_after_its_end()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var first = await Post(org.Alice, org, "k");
        Assert.Equal(201, first.Status);
        Assert.Equal((201, first.Body, first.Header("Location")), Essence(await Post(org.Alice, org, "k")));

        await agent.End(new Contracts.Agents.AgentMessage.Succeeded(await agent.Start()));
        var id = first.Header("Location")![^32..];
        await org.Job(id, "complete");
        await org.Gone(id);
        Assert.Equal((201, first.Body, first.Header("Location")), Essence(await Post(org.Alice, org, "k")));
        Assert.Equal(1, (await org.Get("jobs")).GetArrayLength());
    }

    [SkippableFact]
    public async Task Many_at_once_make_one_job()
    {
        var org = await jobs.Organization();
        var replies = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Post(org.Alice, org, "at once")));
        Assert.All(replies, reply => Assert.Equal(201, reply.Status));
        Assert.Single(replies.Select(reply => reply.Body).Distinct());
        await Eventually.See(() => org.Get("jobs"), list => list.GetArrayLength() > 0);
        Assert.Equal(1, (await org.Get("jobs")).GetArrayLength());
    }

    [SkippableFact]
    public async Task Another_body_with_the_key_is_422_and_no_job()
    {
        var org = await jobs.Organization();
        await Post(org.Alice, org, "k");
        var reply = await Post(org.Alice, org, "k", Body + " ");
        Assert.Equal((422, """{"error":["this 'Idempotency-Key' was used for another request; take a new one for a new job"]}"""), (reply.Status, reply.Body));
        Assert.Equal(1, (await Eventually.See(() => org.Get("jobs"), list => list.GetArrayLength() > 0)).GetArrayLength());
    }

    [SkippableFact]
    public async Task A_key_is_that_of_its_sender_and_organization()
    {
        var (org, other) = (await jobs.Organization(), await jobs.Organization());
        await jobs.Server.Made(jobs.Server.Admin.CreateGroup(org.Name, "pushy_job_writers", default));
        foreach (var name in new[] { "alice", "bob" })
            await jobs.Server.Made(jobs.Server.Admin.AddToGroup(org.Name, "pushy_job_writers", MemberKind.User, name, default));
        Reply[] replies = [await Post(org.Alice, org, "k"), await Post(org.Bob, org, "k"), await Post(other.Alice, other, "k"), await Post(org.Alice, org, "K")];
        Assert.All(replies, reply => Assert.Equal(201, reply.Status));
        Assert.Equal(4, replies.Select(reply => reply.Body).Distinct().Count());
    }

    [SkippableFact]
    public async Task Without_a_key_each_request_is_a_job()
    {
        var org = await jobs.Organization();
        Assert.NotEqual((await org.Alice.Post(org.Jobs, Body)).Body, (await org.Alice.Post(org.Jobs, Body)).Body);
    }

    [SkippableFact]
    public async Task A_server_that_ended_between_key_and_job_begins_the_job_under_the_keys_id()
    {
        var org = await jobs.Organization();
        await Post(org.Alice, org, "k");
        var id = JobId.Create(org.Id, new byte[JobId.RandomBytes]).Value;   // as if the first request had got this far
        await using (var data = jobs.Server.Services.GetRequiredService<Pushy.Server.Storage.Database>().Open())
        {
            var newest = await data.IdempotencyKeys.OrderByDescending(row => row.CreatedAt).FirstAsync();
            await data.IdempotencyKeys.Where(row => row.KeyHash == newest.KeyHash).Set(row => row.JobId, id).UpdateAsync();
        }

        Assert.Equal(404, (await org.Alice.Get($"{org.Jobs}/{id}")).Status);
        Assert.EndsWith(id, (await Post(org.Alice, org, "k")).Header("Location"), StringComparison.Ordinal);
        Assert.Equal(200, (await org.Alice.Get($"{org.Jobs}/{id}")).Status);
    }

    [SkippableFact]
    public async Task A_key_holds_over_a_restart()
    {
        var org = await jobs.Organization();
        var before = (await Post(org.Alice, org, "k")).Header("Location")![^32..];
        await org.Server.Restart();
        Assert.Equal(before, (await Post(org.Alice, org, "k")).Header("Location")![^32..]);
    }

    internal static Task<Reply> Post(SignedClient client, JobOrganization org, string key, string body = Body) =>
        client.Post(org.Jobs, body, request => request.Headers.TryAddWithoutValidation("Idempotency-Key", key));

    private static (int, string, string?) Essence(Reply reply) => (reply.Status, reply.Body, reply.Header("Location"));
}

[Collection(JobTests.Name)]
public sealed class SqliteIdempotencyTests(JobServer jobs) : IdempotencyTests(jobs);

[Collection(OnPostgres.Name)]
public sealed class PostgresIdempotencyTests : IdempotencyTests
{
    public PostgresIdempotencyTests(PostgresJobServer jobs)
        : base(jobs) => Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
}
