using LinqToDB;
using LinqToDB.Async;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Domain.Jobs;
using Pushy.Server.Directories;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Jobs;

/// <summary><c>Idempotency-Key</c> on <c>POST …/jobs</c>: one key, one job.</summary>
[Collection(JobTests.Name)]
public sealed class IdempotencyTests(JobServer jobs)
{
    private const string Body = """{"command":"true","nodes":["web1"]}""";

    [Fact]
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

    [Fact]
    public async Task Many_at_once_make_one_job()
    {
        var org = await jobs.Organization();
        var replies = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Post(org.Alice, org, "at once")));
        Assert.All(replies, reply => Assert.Equal(201, reply.Status));
        Assert.Single(replies.Select(reply => reply.Body).Distinct());
        await Eventually.See(() => org.Get("jobs"), list => list.GetArrayLength() > 0);
        Assert.Equal(1, (await org.Get("jobs")).GetArrayLength());
    }

    [Fact]
    public async Task Another_body_with_the_key_is_422_and_no_job()
    {
        var org = await jobs.Organization();
        await Post(org.Alice, org, "k");
        var reply = await Post(org.Alice, org, "k", Body + " ");
        Assert.Equal((422, """{"error":["this 'Idempotency-Key' was used for another request; take a new one for a new job"]}"""), (reply.Status, reply.Body));
        Assert.Equal(1, (await Eventually.See(() => org.Get("jobs"), list => list.GetArrayLength() > 0)).GetArrayLength());
    }

    [Fact]
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

    [Fact]
    public async Task Without_a_key_each_request_is_a_job()
    {
        var org = await jobs.Organization();
        Assert.NotEqual((await org.Alice.Post(org.Jobs, Body)).Body, (await org.Alice.Post(org.Jobs, Body)).Body);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("a\tb", 400)]
    [InlineData("LONG", 400)]
    [InlineData("LONGEST", 201)]
    [InlineData("a b~!\"'", 201)]
    public async Task A_key_is_1_to_255_printable_characters(string key, int status)
    {
        var org = await jobs.Organization();
        key = key switch { "LONG" => new string('k', 256), "LONGEST" => new string('k', 255), _ => key };
        var reply = await Post(org.Alice, org, key);
        Assert.Equal(status, reply.Status);
        if (status == 400)
            Assert.Equal("""{"error":["'Idempotency-Key' is not a key; allowed are 1 to 255 printable ASCII characters, once"]}""", reply.Body);
    }

    [Fact]
    public async Task A_server_that_ended_between_key_and_job_begins_the_job_under_the_keys_id()
    {
        var org = await jobs.Organization();
        await Post(org.Alice, org, "k");
        var id = JobId.Create(org.Id, new byte[JobId.RandomBytes]).Value;   // as if the first request had got this far
        await using (var data = jobs.Server.Services.GetRequiredService<Database>().Open())
        {
            var newest = await data.IdempotencyKeys.OrderByDescending(row => row.CreatedAt).FirstAsync();
            await data.IdempotencyKeys.Where(row => row.KeyHash == newest.KeyHash).Set(row => row.JobId, id).UpdateAsync();
        }

        Assert.Equal(404, (await org.Alice.Get($"{org.Jobs}/{id}")).Status);
        Assert.EndsWith(id, (await Post(org.Alice, org, "k")).Header("Location"), StringComparison.Ordinal);
        Assert.Equal(200, (await org.Alice.Get($"{org.Jobs}/{id}")).Status);
    }

    [Fact]
    public async Task A_key_holds_over_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("pushy-keys-").FullName;
        try
        {
            string before, after;
            await using (var server = await TestServer.Start(sets: $"pushy.storage.path={folder}"))
                before = (await Post(await server.User("alice", admin: true))).Header("Location")![^32..];
            await using (var server = await TestServer.Again($"pushy.storage.path={folder}"))
                after = (await Post(server.As("alice"))).Header("Location")![^32..];
            Assert.Equal(before, after);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static Task<Reply> Post(SignedClient client) =>
            client.Post("/organizations/acme/pushy/jobs", Body, request => request.Headers.Add("Idempotency-Key", "k"));
    }

    [Fact]
    public async Task A_key_is_kept_for_its_time_and_then_goes_away()
    {
        var clock = new SettableClock(DateTimeOffset.UtcNow);
        await using var server = await TestServer.Start(services: services => services.AddSingleton<TimeProvider>(clock), sets: "pushy.jobs.idempotency-keep=1h");
        await server.User("alice", admin: true);
        var first = await Post("k");
        await Post("l");
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(first.Body, (await Post("k")).Body);
        clock.Advance(TimeSpan.FromSeconds(1));
        var second = await Post("k", Body + " ");
        Assert.Equal(201, second.Status);
        Assert.NotEqual(first.Body, second.Body);
        await Post("m");   // takes old ones away
        await using var data = server.Services.GetRequiredService<Database>().Open();
        Assert.Equal(2, await data.IdempotencyKeys.CountAsync());   // k anew, and m

        Task<Reply> Post(string key, string body = Body) => new SignedClient(server.Address, "alice", TestKeys.Mine) { At = clock.GetUtcNow() }
            .Post("/organizations/acme/pushy/jobs", body, request => request.Headers.Add("Idempotency-Key", key));
    }

    private static Task<Reply> Post(SignedClient client, JobOrganization org, string key, string body = Body) =>
        client.Post(org.Jobs, body, request => request.Headers.TryAddWithoutValidation("Idempotency-Key", key));

    private static (int, string, string?) Essence(Reply reply) => (reply.Status, reply.Body, reply.Header("Location"));
}
