using System.Text.Json;
using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.Conformance;

/// <summary>API: further cases from the old server's own API tests.</summary>
[Collection(JobTests.Name)]
public sealed class ApiTests(JobServer jobs)
{
    private static readonly string[] Options = ["user", "dir", "env", "file"];

    [Fact(DisplayName = "API-003 API-005 Options go out unchanged with the commit and not again with the run")]
    public async Task Options_go_out_unchanged_with_the_commit_and_not_again_with_the_run()
    {
        var org = await jobs.Organization("DONKEY");
        await using var agent = await org.Agent("DONKEY");
        var id = await org.Post(new { command = "true", nodes = new[] { "DONKEY" }, user = "root", dir = "/tmp", env = new { A = "1" }, file = "base64: aGk= " });

        using var commit = JsonDocument.Parse(await agent.HearText());
        Assert.Equal(
            ("commit", id, "root", "/tmp", """{"A":"1"}""", "base64: aGk= "),
            (Text(commit, "type"), Text(commit, "job_id"), Text(commit, "user"), Text(commit, "dir"), commit.RootElement.GetProperty("env").GetRawText(), Text(commit, "file")));

        await agent.Say(new AgentMessage.AckCommit(id));
        using var run = JsonDocument.Parse(await agent.HearText());
        Assert.Equal(("run", id), (Text(run, "type"), Text(run, "job_id")));
        Assert.DoesNotContain(run.RootElement.EnumerateObject(), one => Options.Contains(one.Name));
    }

    [Fact(DisplayName = "API-006 capture_output true is shown with the job and in the list")]
    public async Task Capture_is_shown_with_the_job_and_in_the_list()
    {
        var org = await jobs.Organization();
        var id = await org.Post(new { command = "true", nodes = new[] { "DONKEY" }, capture_output = true });
        Assert.True((await org.Job(id)).GetProperty("capture_output").GetBoolean());
        Assert.True((await Listed(org, id)).GetProperty("capture_output").GetBoolean());
    }

    [Theory(DisplayName = "API-007 capture_output absent or false is not shown")]
    [InlineData("""{"command":"true","nodes":["DONKEY"]}""")]
    [InlineData("""{"command":"true","nodes":["DONKEY"],"capture_output":false}""")]
    [InlineData("""{"command":"true","nodes":["DONKEY"],"dir":"/tmp"}""")]
    [InlineData("""{"command":"true","nodes":["DONKEY"],"dir":"/tmp","capture_output":false}""")]
    public async Task No_capture_is_not_shown(string body)
    {
        var org = await jobs.Organization();
        var id = await org.Post(JsonSerializer.Deserialize<JsonElement>(body));
        Assert.False((await org.Job(id)).TryGetProperty("capture_output", out _));
        Assert.False((await Listed(org, id)).TryGetProperty("capture_output", out _));
    }

    [Fact(DisplayName = "API-009 Output is given as it came, and empty output is empty")]
    public async Task Output_is_given_as_it_came_and_empty_output_is_empty()
    {
        var org = await jobs.Organization("DONKEY");
        await using var agent = await org.Agent("DONKEY");
        var id = await org.Post(new { command = "true", nodes = new[] { "DONKEY" }, capture_output = true });
        await agent.Start();
        await agent.End(new AgentMessage.Succeeded(id) { Stdout = "testout\n", Stderr = "" });
        await org.Job(id, "complete");

        Assert.Equal((200, "testout\n"), await Output(org, id, "stdout"));
        Assert.Equal((200, ""), await Output(org, id, "stderr"));
    }

    [Fact(DisplayName = "API-010 A job that does not exist has no output")]
    public async Task A_job_that_does_not_exist_has_no_output()
    {
        var org = await jobs.Organization();
        foreach (var channel in new[] { "stdout", "stderr" })
            Assert.Equal(404, (await org.Knife.Get($"{org.Jobs}/abcdefabcdef807f32d9572f8aafbd03/output/DONKEY/{channel}")).Status);
    }

    private static string? Text(JsonDocument message, string name) => message.RootElement.GetProperty(name).GetString();

    private static Task<JsonElement> Listed(JobOrganization org, string id) => Eventually.See(
        async () => (await org.Get("jobs")).EnumerateArray().SingleOrDefault(one => one.GetProperty("id").GetString() == id), job => job.ValueKind == JsonValueKind.Object);

    private static async Task<(int, string)> Output(JobOrganization org, string id, string channel)
    {
        var reply = await Eventually.See(
            () => org.Knife.Get($"{org.Jobs}/{id}/output/DONKEY/{channel}", request => request.Headers.Accept.Add(new("application/octet-stream"))), one => one.Status == 200);
        return (reply.Status, reply.Body);
    }
}
