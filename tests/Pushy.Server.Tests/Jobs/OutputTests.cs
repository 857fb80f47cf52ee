using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Storage;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Jobs;

/// <summary><c>GET …/jobs/ID/output/NODE/stdout</c> and <c>/stderr</c>, rest-api.md §7.</summary>
public abstract class OutputTests(JobServer jobs)
{
    [SkippableFact]
    public async Task Output_comes_back_byte_for_byte_and_empty_output_is_there_too()
    {
        const string Text = "first\r\n\0\u001b[1mé\u2028\ufffd😀\n\n";
        var (org, id) = await Ran(new AgentMessage.Succeeded("") { Stdout = Text, Stderr = "" });
        var stdout = await org.Bob.Get($"{org.Jobs}/{id}/output/web1/stdout", request => request.Headers.Accept.ParseAdd("application/octet-stream"));
        Assert.Equal((200, Text, "application/octet-stream"), (stdout.Status, stdout.Body, stdout.Header("Content-Type")));
        var stderr = await org.Bob.Get($"{org.Jobs}/{id}/output/web1/stderr");
        Assert.Equal((200, "", "0"), (stderr.Status, stderr.Body, stderr.Header("Content-Length")));
    }

    [SkippableFact]
    public async Task One_stream_may_be_there_without_the_other()
    {
        var (org, id) = await Ran(new AgentMessage.Failed("") { ExitStatus = 1, Stderr = "why" });
        Assert.Equal((200, "why"), Essence(await org.Bob.Get($"{org.Jobs}/{id}/output/web1/stderr")));
        Assert.Equal(404, (await org.Bob.Get($"{org.Jobs}/{id}/output/web1/stdout")).Status);
    }

    [SkippableFact]
    public async Task What_was_not_captured_or_is_unknown_is_404()
    {
        var (org, id) = await Ran(new AgentMessage.Succeeded(""));
        foreach (var path in new[] { $"{id}/output/web1/stdout", $"{id}/output/web2/stdout", $"{id}/output/%2E%2E/stdout", $"{new string('0', 32)}/output/web1/stdout" })
            Assert.Equal((404, """{"error":["not found"]}"""), Essence(await org.Bob.Get($"{org.Jobs}/{path}")));
    }

    [SkippableFact]
    public async Task Who_takes_only_JSON_gets_406()
    {
        var (org, id) = await Ran(new AgentMessage.Succeeded("") { Stdout = "x" });
        Assert.Equal((406, """{"error":["not acceptable"]}"""), Essence(await org.Bob.Get(
            $"{org.Jobs}/{id}/output/web1/stdout", request => request.Headers.Accept.ParseAdd("application/json"))));
    }

    [SkippableFact]
    public async Task While_the_command_runs_there_is_no_output()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        await agent.Start();
        Assert.Equal(404, (await org.Bob.Get($"{org.Jobs}/{id}/output/web1/stdout")).Status);
    }

    private async Task<(JobOrganization Org, string Id)> Ran(AgentMessage outcome)
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        await agent.Start();
        await agent.End(outcome switch
        {
            AgentMessage.Succeeded done => done with { JobId = id },
            AgentMessage.Failed done => done with { JobId = id },
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        });
        return (org, id);
    }

    private static (int, string) Essence(Reply reply) => (reply.Status, reply.Body);
}

[Collection(JobTests.Name)]
public sealed class SqliteOutputTests(JobServer jobs) : OutputTests(jobs);

[Collection(OnPostgres.Name)]
public sealed class PostgresOutputTests : OutputTests
{
    public PostgresOutputTests(PostgresJobServer jobs)
        : base(jobs) => Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
}
