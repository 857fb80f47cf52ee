using System.Text.Json;
using System.Text.RegularExpressions;
using Pushy.Contracts.Agents;
using Pushy.Server.SignIn;
using Pushy.Server.Tests.Jobs;
using Pushy.Server.Tests.Links;
using Pushy.Server.Tests.Storage;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Web;

/// <summary>A job's page over both databases: session, list, live events, output.</summary>
public abstract class JobPageTests(JobServer jobs)
{
    [SkippableFact]
    public async Task Events_bring_the_whole_job_first_then_what_changed_and_at_last_its_end()
    {
        var (org, visitor, agents, id) = await Running("web1", "web2");
        using var events = await visitor.Events($"/ui/{org.Name}/jobs/{id}/events");

        var first = (await events.Next())!.Value;
        Assert.Equal("cc", first.GetProperty("states").GetString());
        Assert.Equal(["live-bars", "live-head", "live-nodes", "live-states", "live-timeline"], first.GetProperty("parts").EnumerateObject().Select(part => part.Name).Order());
        await agents[1].End(Failed(id));

        var second = await events.Until(data => data.TryGetProperty("changes", out _));
        Assert.Equal("1e", second.GetProperty("changes").GetString());
        Assert.False(second.TryGetProperty("states", out _));
        Assert.Contains("exit code 3", Part(second, "live-nodes"), StringComparison.Ordinal);
        await agents[0].End(Succeeded(id));

        var last = await events.Until(data => data.TryGetProperty("over", out _));
        Assert.Equal("failed on 1 of 2", last.GetProperty("over").GetString());
        Assert.Null(await events.Next());
        await Task.WhenAll(agents.Select(agent => agent.DisposeAsync().AsTask()));
    }

    [SkippableFact]
    public async Task Who_comes_back_with_the_last_id_is_told_only_what_is_new()
    {
        var (org, visitor, agents, id) = await Running("web1");
        var path = $"/ui/{org.Name}/jobs/{id}/events";
        string known;
        using (var events = await visitor.Events(path))
        {
            await events.Next();
            known = events.Id;
        }

        Assert.Matches("^row-[1-9][0-9]*$", known);
        using var again = await visitor.Events(path, known);
        var next = again.Next();
        await agents[0].End(Succeeded(id));

        var data = (await next)!.Value;
        Assert.NotEqual(known, again.Id);
        Assert.Equal("d", data.GetProperty("states").GetString());
        await agents[0].DisposeAsync();
    }

    [SkippableFact]
    public async Task Events_of_a_job_that_has_finished_say_so_and_end()
    {
        var (org, visitor, agents, id) = await Running("web1");
        await agents[0].End(Succeeded(id));
        await org.Job(id, "complete");
        await org.Gone(id);
        using var events = await visitor.Events($"/ui/{org.Name}/jobs/{id}/events");
        Assert.Equal("complete", (await events.Until(data => data.TryGetProperty("over", out _))).GetProperty("over").GetString());
        Assert.Null(await events.Next());
        await agents[0].DisposeAsync();
    }

    [SkippableFact]
    public async Task The_list_tells_a_job_that_failed_somewhere_from_one_that_went_well()
    {
        var (org, visitor, agents, id) = await Running("web1", "web2");
        Assert.Contains("running", await StatusInList(org, visitor), StringComparison.Ordinal);
        await agents[0].End(Succeeded(id));
        await agents[1].End(Failed(id));
        await org.Job(id, "complete");
        await org.Gone(id);
        Assert.Contains("failed on 1 of 2", await StatusInList(org, visitor), StringComparison.Ordinal);

        var well = await org.Post("web1");
        await agents[0].Start();
        await agents[0].End(Succeeded(well));
        await org.Job(well, "complete");
        await org.Gone(well);
        Assert.Matches("complete(?!,)", await StatusInList(org, visitor));
        await Task.WhenAll(agents.Select(agent => agent.DisposeAsync().AsTask()));
    }

    [SkippableFact]
    public async Task Without_a_session_there_are_no_events_and_no_way_elsewhere()
    {
        var org = await jobs.Organization("web1");
        var id = await org.Post("web1");
        using var events = await new WebVisitor(jobs.Server.Address).Events($"/ui/{org.Name}/jobs/{id}/events");
        Assert.Equal(401, (int)events.Answer.StatusCode);
    }

    [SkippableFact]
    public async Task An_abort_from_the_page_ends_the_job_and_is_recorded_with_its_user()
    {
        var (org, visitor, agents, id) = await Running("web1");
        var path = $"/ui/{org.Name}/jobs/{id}";
        Assert.Contains("Abort this job?", (await visitor.Get(path + "/abort")).Body, StringComparison.Ordinal);

        Assert.Equal((303, path), Essence(await visitor.Post(path + "/abort")));

        Assert.Equal("aborted_by_user", (await org.Get($"jobs/{id}/nodes")).GetProperty("nodes")[0].GetProperty("reason").GetString());
        var entry = await Hosting.Eventually.See(async () => await org.Get("audit"), log => log.GetRawText().Contains("job.abort", StringComparison.Ordinal));
        Assert.Contains("\"token\":\"web, laptop\"", entry.GetRawText(), StringComparison.Ordinal);
        Assert.Equal((303, path), Essence(await visitor.Get(path + "/abort")));   // there is nothing left to ask
        await agents[0].DisposeAsync();
    }

    [SkippableFact]
    public async Task Output_that_is_the_same_is_shown_once_and_is_there_as_a_file()
    {
        var (org, visitor, agents, id) = await Running("web1", "web2", "web3");
        await agents[0].End(Printed(id, "same\n"));
        await agents[1].End(Printed(id, "<i>other</i>\u001b\n"));
        await agents[2].End(Printed(id, "same\n"));
        await org.Job(id, "complete");

        var page = await visitor.Raw($"/ui/{org.Name}/jobs/{id}/output");

        Assert.Equal(2, page.Split("<details").Length - 1);
        Assert.Contains("2 nodes", page, StringComparison.Ordinal);
        Assert.Contains("&lt;i&gt;other&lt;/i&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', page);
        var file = await visitor.Get($"/ui/{org.Name}/jobs/{id}/output/web1/stdout");
        Assert.Equal((200, "same\n", "application/octet-stream"), (file.Status, file.Body, file.Headers["Content-Type"]));
        Assert.Equal("""["web1","web2","web3"]""", (await visitor.Get($"/ui/{org.Name}/jobs/{id}/names")).Body);
        await Task.WhenAll(agents.Select(agent => agent.DisposeAsync().AsTask()));
    }

    [SkippableFact]
    public async Task All_nodes_are_listed_and_filtered_and_jobs_are_found_by_a_part_of_their_command()
    {
        var org = await jobs.Organization();
        var visitor = await Visitor(org);
        var id = await org.Before("deploy 100% \u0000 now", [.. Enumerable.Range(0, 450).Select(n => $"node-{n}")]);
        var path = $"/ui/{org.Name}/jobs/{id}/nodes";

        Assert.Contains("401 to 450 of 450", (await visitor.Get(path + "?from=400")).Body, StringComparison.Ordinal);
        Assert.Contains("1 to 11 of 11", (await visitor.Get(path + "?find=NODE-44")).Body, StringComparison.Ordinal);
        Assert.Contains("No node of this job matches.", (await visitor.Get(path + "?state=succeeded&from=99999999999")).Body, StringComparison.Ordinal);
        foreach (var (part, found) in new[] { ("DEPLOY%20100%25", true), ("%25%25", false), ("%20%00%20NOW", true) })
            Assert.Equal(found, (await visitor.Get($"/ui/{org.Name}/jobs?text={part}")).Body.Contains(id, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Signing_out_ends_the_session_in_the_database()
    {
        var org = await jobs.Organization();
        var visitor = await Visitor(org);
        Assert.Equal(200, (await visitor.Get($"/ui/{org.Name}/jobs")).Status);
        var session = visitor.Session;
        await visitor.Post("/ui/sign-out");
        visitor.Session = session;
        Assert.Equal(303, (await visitor.Get($"/ui/{org.Name}/jobs")).Status);
    }

    private async Task<(JobOrganization Org, WebVisitor Visitor, List<SimulatedAgent> Agents, string Id)> Running(params string[] nodes)
    {
        var org = await jobs.Organization(nodes);
        var agents = new List<SimulatedAgent>();
        foreach (var node in nodes)
            agents.Add(await org.Agent(node));
        var id = await org.Post(new { command = "true", nodes, capture_output = true });
        await Task.WhenAll(agents.Select(agent => agent.Start()));
        await org.Job(id, "running", nodes.Length);
        return (org, await Visitor(org), agents, id);
    }

    /// <summary>How the newest job stands in the list.</summary>
    private static async Task<string> StatusInList(JobOrganization org, WebVisitor visitor) =>
        Regex.Match((await visitor.Get($"/ui/{org.Name}/jobs")).Body, "<tbody>.*?<td>(.*?)</td>", RegexOptions.Singleline).Groups[1].Value;

    private async Task<WebVisitor> Visitor(JobOrganization org)
    {
        var secret = SecretText.New(SecretText.PersonalPrefix);
        await jobs.Server.Made(jobs.Server.Admin.AddToken(org.Name, "alice", SecretText.HashOf(secret), TokenScope.Write, TimeSpan.FromHours(1), default, "laptop"));
        var visitor = new WebVisitor(jobs.Server.Address);
        Assert.Equal(303, (await visitor.SignIn(secret)).Status);
        return visitor;
    }

    private static AgentMessage.Succeeded Succeeded(string job) => new(job) { StdoutEnd = new StreamEnd(0, 0), StderrEnd = new StreamEnd(0, 0) };

    private static AgentMessage.Succeeded Printed(string job, string text) => new(job) { Stdout = text, Stderr = "" };

    private static AgentMessage.Failed Failed(string job) => new(job) { ExitStatus = 3, StdoutEnd = new StreamEnd(0, 0), StderrEnd = new StreamEnd(0, 0) };

    private static string Part(JsonElement data, string name) => data.GetProperty("parts").GetProperty(name).GetString()!;

    private static (int, string?) Essence(PageReply reply) => (reply.Status, reply.To);
}

[Collection(JobTests.Name)]
public sealed class SqliteJobPageTests(JobServer jobs) : JobPageTests(jobs);

[Collection(OnPostgres.Name)]
public sealed class PostgresJobPageTests : JobPageTests
{
    public PostgresJobPageTests(PostgresJobServer jobs)
        : base(jobs) => Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
}
