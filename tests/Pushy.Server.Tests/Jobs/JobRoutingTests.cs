using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Jobs;

/// <summary>Methods of the jobs' routes and the order of their checks, rest-api.md §1.1 and §1.2.</summary>
[Collection(JobTests.Name)]
public sealed class JobRoutingTests(JobServer jobs)
{
    private const string Unknown = "00000000000000000000000000000000";

    [Theory]
    [InlineData("jobs", "POST, GET")]
    [InlineData("jobs/" + Unknown, "GET")]
    [InlineData("jobs/" + Unknown + "/nodes", "GET")]
    [InlineData("jobs/" + Unknown + "/abort", "POST")]
    [InlineData("jobs/" + Unknown + "/output/web1/stdout", "GET")]
    [InlineData("jobs/" + Unknown + "/output/web1/stderr", "GET")]
    [InlineData("node_states", "GET")]
    [InlineData("node_states/web1", "GET")]
    [InlineData("link/web1", "GET")]
    public async Task Another_method_is_405_before_any_sign_in(string path, string allow)
    {
        foreach (var method in new[] { "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "GET", "POST" }.Except(allow.Split(", ")))
        {
            var reply = await SignedClient.Send(jobs.Server.Address, method, $"/organizations/acme/pushy/{path}/", null);
            Assert.Equal((405, allow), (reply.Status, reply.Header("Allow")));
        }
    }

    [Theory]
    [InlineData("jobs/" + Unknown + "/output")]
    [InlineData("jobs/" + Unknown + "/output/web1")]
    [InlineData("jobs/" + Unknown + "/output/web1/stdin")]
    [InlineData("jobs/" + Unknown + "/nodes/web1")]
    [InlineData("link")]
    public async Task What_lies_between_the_routes_is_404_for_every_method(string path)
    {
        foreach (var method in new[] { "GET", "POST", "OPTIONS" })
            Assert.Equal(404, (await SignedClient.Send(jobs.Server.Address, method, $"/organizations/acme/pushy/{path}", null)).Status);
    }

    [Fact]
    public async Task A_bad_body_comes_before_an_unknown_organization_and_a_bad_signature()
    {
        var bad = (400, """{"error":"invalid command supplied"}""");
        Assert.Equal(bad, Essence(await jobs.Server.As("alice").Post("/organizations/bogus/pushy/jobs", "{}")));
        Assert.Equal(bad, Essence(await new SignedClient(jobs.Server.Address, "alice", TestKeys.Other).Post("/organizations/acme/pushy/jobs", "{}")));
    }

    [Fact]
    public async Task Who_may_not_ask_does_not_learn_that_a_job_is_unknown()
    {
        var org = await jobs.Organization();
        var forged = new SignedClient(jobs.Server.Address, "alice", TestKeys.Other);
        Assert.Equal(401, (await forged.Get($"{org.Jobs}/{Unknown}")).Status);
        Assert.Equal(401, (await forged.Post($"{org.Jobs}/{Unknown}/abort", "")).Status);
        Assert.Equal(403, (await org.Bob.Post($"{org.Jobs}/{Unknown}/abort", "")).Status);
    }

    [Theory]
    [InlineData("", "application/octet-stream")]
    [InlineData("/nodes", "application/octet-stream")]
    [InlineData("/output/web1/stdout", "application/json")]
    [InlineData("/output/web1/stderr", "application/json")]
    public async Task What_is_not_acceptable_comes_before_an_unknown_job(string rest, string accept)
    {
        var org = await jobs.Organization();
        Assert.Equal(406, (await org.Alice.Get($"{org.Jobs}/{Unknown}{rest}", request => request.Headers.Accept.ParseAdd(accept))).Status);
        Assert.Equal(404, (await org.Alice.Get($"{org.Jobs}/{Unknown}{rest}")).Status);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("..")]
    [InlineData("0000000000000000000000000000000G")]
    [InlineData("0000000000000000000000000000000A")]
    [InlineData("000000000000000000000000000000000")]
    [InlineData("%01000000000000000000000000000000")]
    [InlineData("0000000000000000000000000000000%0A")]
    [InlineData("'%20or%201=1%20--")]
    public async Task What_is_no_id_is_404(string id)
    {
        var org = await jobs.Organization();
        foreach (var rest in new[] { "", "/nodes", "/output/web1/stdout" })
            Assert.Equal((404, """{"error":["not found"]}"""), Essence(await org.Alice.Get($"{org.Jobs}/{id}{rest}")));
        Assert.Equal(404, (await org.Alice.Post($"{org.Jobs}/{id}/abort", "")).Status);
    }

    [Fact]
    public async Task Another_organizations_job_is_404_in_every_way()
    {
        var (org, other) = (await jobs.Organization("web1"), await jobs.Organization());
        await using var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        await agent.Start();
        await NotFound();   // while it runs

        await agent.End(new Contracts.Agents.AgentMessage.Succeeded(id) { Stdout = "secret" });
        await org.Job(id, "complete");
        await NotFound();   // when it has finished
        await org.Gone(id);
        await NotFound();   // when it is only stored
        Assert.Equal("complete", (await org.Job(id)).GetProperty("status").GetString());

        async Task NotFound()
        {
            foreach (var rest in new[] { "", "/nodes", "/output/web1/stdout", "/output/web1/stderr" })
                Assert.Equal(404, (await other.Alice.Get($"{other.Jobs}/{id}{rest}")).Status);
            Assert.Equal(404, (await other.Alice.Post($"{other.Jobs}/{id}/abort", "")).Status);
            Assert.Equal("[]", (await other.Alice.Get(other.Jobs)).Body);
        }
    }

    private static (int, string) Essence(Reply reply) => (reply.Status, reply.Body);
}
