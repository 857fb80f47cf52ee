using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Storage;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Jobs;

/// <summary><c>GET …/jobs</c>, rest-api.md §5.</summary>
public abstract class JobListTests(JobServer jobs)
{
    [SkippableFact]
    public async Task An_organization_without_jobs_has_an_empty_list()
    {
        var org = await jobs.Organization();
        var reply = await org.Bob.Get(org.Jobs + "?page=x&Limit=y");   // where none is ours, none matters
        Assert.Equal((200, "[]", "application/json", "no-store"), (reply.Status, reply.Body, reply.Header("Content-Type"), reply.Header("Cache-Control")));
    }

    [SkippableFact]
    public async Task A_job_is_listed_as_it_is_shown_but_without_nodes()
    {
        var org = await jobs.Organization();
        var id = await org.Post(new { command = "true", nodes = new[] { "web1" }, user = "root", dir = "/", env = new { A = "1" }, file = "raw:x", capture_output = true });
        var shown = (await org.Job(id, "quorum_failed")).Deserialize<Dictionary<string, JsonElement>>()!;
        shown.Remove("nodes");
        var listed = await Eventually.See(() => org.Get("jobs?include_file=true"), list => list[0].GetProperty("status").GetString() == "quorum_failed");
        Assert.Equal(Text(shown), Text(Assert.Single(listed.EnumerateArray()).Deserialize<Dictionary<string, JsonElement>>()!));
    }

    [SkippableFact]
    public async Task A_job_that_lives_is_listed_with_its_status()
    {
        var org = await jobs.Organization("web1");
        await using var agent = await org.Agent("web1");
        await org.Post("web1");
        await Listed("voting");
        var id = await agent.Start();
        await Listed("running");
        await agent.End(new AgentMessage.Succeeded(id));
        await Listed("complete");

        Task Listed(string status) =>
            Eventually.See(() => org.Get("jobs"), list => list.GetArrayLength() == 1 && list[0].GetProperty("status").GetString() == status);
    }

    [SkippableFact]
    public async Task Jobs_are_listed_oldest_first_and_only_the_organizations_own()
    {
        var (org, other) = (await jobs.Organization(), await jobs.Organization());
        var posted = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            posted.Add(await org.Post("web1"));
            await other.Post("web1");
        }

        var listed = await Eventually.See(() => org.Get("jobs"), list => list.GetArrayLength() >= 10);
        Assert.Equal(posted, listed.EnumerateArray().Select(job => job.GetProperty("id").GetString()));
    }

    [SkippableFact]
    public async Task A_list_of_two_thousand_jobs_comes_whole_and_in_chunks()
    {
        const int Count = 2_000;
        var org = await jobs.Organization();
        var id = await org.Post("web1");
        await org.Gone(id);
        var model = org.Server.Services.GetRequiredService<JobReadModel>();   // posting so many would take half a minute
        var job = (await model.FindFinished(new JobId(id), default))!;
        await model.Write([.. Enumerable.Range(1, Count - 1).Select(n => job with { Spec = job.Spec with { Id = new JobId($"{n:x32}") }, CreatedAt = job.CreatedAt.AddSeconds(Count - n) })]);

        var reply = await org.Bob.Get(org.Jobs);
        Assert.Null(reply.Header("Content-Length"));
        var listed = JsonDocument.Parse(reply.Body).RootElement.EnumerateArray().ToList();
        Assert.Equal(Count, listed.Select(job => job.GetProperty("id").GetString()).Distinct().Count());
        var times = listed.Select(job => DateTimeOffset.Parse(job.GetProperty("created_at").GetString()!, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(times.Order(), times);
    }

    private static string Text(Dictionary<string, JsonElement> job) => JsonSerializer.Serialize(new SortedDictionary<string, JsonElement>(job, StringComparer.Ordinal));
}

[Collection(JobTests.Name)]
public sealed class SqliteJobListTests(JobServer jobs) : JobListTests(jobs);

[Collection(OnPostgres.Name)]
public sealed class PostgresJobListTests : JobListTests
{
    public PostgresJobListTests(PostgresJobServer jobs)
        : base(jobs) => Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
}
