using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Storage;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Jobs;

/// <summary><c>ETag</c> and <c>If-None-Match</c> on a job and on its nodes.</summary>
public abstract class JobTagTests(JobServer jobs)
{
    [SkippableFact]
    public async Task Each_content_has_a_tag_of_its_own_and_304_says_that_it_is_as_it_was()
    {
        var org = await jobs.Organization("web1", "web2");
        await using var one = await org.Agent("web1");
        await using var two = await org.Agent("web2");
        var id = await org.Post("web1", "web2");
        string[] paths = [$"{org.Jobs}/{id}", $"{org.Jobs}/{id}/nodes"];
        var contents = paths.ToDictionary(path => path, _ => new Dictionary<string, string>());

        await Look();
        await one.Ready();
        await org.Job(id, "ready", 1);
        await Look();
        await two.Ready();
        await org.Job(id, "running");
        await Look();
        await Run(one);
        await org.Job(id, "running", 1);
        await Look();
        await Run(two);
        await org.Job(id, "running", 2);
        await Look();
        await one.End(new AgentMessage.Failed(id) { ExitStatus = 3 });
        await org.Job(id, "failed", 1);
        await Look();
        await two.End(new AgentMessage.Succeeded(id));
        await org.Job(id, "complete");
        await Look();
        await org.Gone(id);
        await Look();   // from the database, with the tag that it had in memory
        Assert.All(contents.Values, seen => Assert.Equal(7, seen.Count));

        async Task Run(Links.SimulatedAgent agent)
        {
            await agent.Hear<ServerMessage.Run>();
            await agent.Say(new AgentMessage.AckRun(id));
        }

        async Task Look()
        {
            foreach (var path in paths)
            {
                var reply = await org.Alice.Get(path);
                var tag = reply.Header("ETag")!;
                Assert.Equal((200, "no-cache, private"), (reply.Status, reply.Header("Cache-Control")));
                Assert.StartsWith("W/\"", tag, StringComparison.Ordinal);
                foreach (var (known, body) in contents[path])
                {
                    Assert.Equal(body == reply.Body, known == tag);
                    Assert.Equal(known == tag ? 304 : 200, (await Get(org, path, known)).Status);
                }

                contents[path][tag] = reply.Body;
                var unchanged = await Get(org, path, tag);
                Assert.Equal((304, "", tag, "no-cache, private"), (unchanged.Status, unchanged.Body, unchanged.Header("ETag"), unchanged.Header("Cache-Control")));
            }
        }
    }

    [SkippableFact]
    public async Task Dialect_and_file_are_part_of_it()
    {
        var org = await jobs.Organization();
        var id = await org.Post(new { command = "true", nodes = new[] { "web1" }, file = "raw:x" });
        await org.Gone(id);
        string[] tags =
        [
            (await org.Alice.Get($"{org.Jobs}/{id}")).Header("ETag")!, (await org.Knife.Get($"{org.Jobs}/{id}")).Header("ETag")!,
            (await org.Alice.Get($"{org.Jobs}/{id}?include_file=true")).Header("ETag")!, (await org.Knife.Get($"{org.Jobs}/{id}?include_file=true")).Header("ETag")!,
        ];
        Assert.Equal(4, tags.Distinct().Count());
    }

    [SkippableTheory]
    [InlineData("*", 304)]
    [InlineData("\"x\", TAG, \"y\"", 304)]
    [InlineData("STRONG", 304)]
    [InlineData("\"x\"", 200)]
    [InlineData("x", 200)]
    [InlineData(",;", 200)]
    public async Task Tags_are_compared_weakly_and_in_lists(string given, int status)
    {
        var org = await jobs.Organization();
        var id = await org.Post("web1");
        await org.Gone(id);
        var tag = (await org.Alice.Get($"{org.Jobs}/{id}")).Header("ETag")!;
        given = given.Replace("TAG", tag, StringComparison.Ordinal).Replace("STRONG", tag[2..], StringComparison.Ordinal);
        Assert.Equal(status, (await Get(org, $"{org.Jobs}/{id}", given)).Status);
    }

    [SkippableFact]
    public async Task What_is_not_there_is_not_unchanged()
    {
        var (org, other) = (await jobs.Organization(), await jobs.Organization());
        var id = await org.Post("web1");
        await org.Gone(id);
        Assert.Equal(404, (await Get(other, $"{other.Jobs}/{id}", "*")).Status);
        Assert.Equal(404, (await Get(org, $"{org.Jobs}/{new string('0', 32)}", "*")).Status);
        Assert.Null((await org.Alice.Get($"{org.Jobs}/{new string('0', 32)}")).Header("ETag"));
    }

    private static Task<Reply> Get(JobOrganization org, string path, string tags) =>
        org.Alice.Get(path, request => request.Headers.TryAddWithoutValidation("If-None-Match", tags));
}

[Collection(JobTests.Name)]
public sealed class SqliteJobTagTests(JobServer jobs) : JobTagTests(jobs);

[Collection(OnPostgres.Name)]
public sealed class PostgresJobTagTests : JobTagTests
{
    public PostgresJobTagTests(PostgresJobServer jobs)
        : base(jobs) => Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
}
