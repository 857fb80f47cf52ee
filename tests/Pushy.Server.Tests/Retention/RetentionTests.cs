using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Server.Background;
using Pushy.Server.Configuration;
using Pushy.Server.Metrics;
using Pushy.Server.Retention;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Pushy.Server.Tests.Storage;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Retention;

/// <summary>What becomes of jobs that ended long ago, the same on both databases.</summary>
public abstract class RetentionTests(JobServer jobs)
{
    private static readonly RetentionOptions Kept = new(TimeSpan.FromDays(90), LookEvery: TimeSpan.FromMilliseconds(1), Pause: TimeSpan.Zero);

    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    [SkippableFact]
    public async Task A_job_is_gone_whole_ninety_days_after_its_end_and_there_until_then()
    {
        var org = await jobs.Organization("web1");
        var rows = new JobRows(org.Server, org.Id);
        string id;
        await using (var agent = await org.Agent("web1"))
        {
            id = await org.Post(new { command = "true", nodes = (string[])["web1"], capture_output = true });
            await agent.Start();
            await agent.End(new AgentMessage.Succeeded(id) { Stdout = "out\n", Stderr = "err\n" });
            await org.Job(id, "complete");
            await org.Gone(id);
        }

        var before = await rows.Of(id);
        Assert.Matches("^jobs 1, job_nodes 1, job_output_streams 2, job_output_parts 2, org_feed 2, journal [2-5]$", before);

        await Retention(rows, at: Now.AddDays(89)).Look(default);
        Assert.Equal(before, await rows.Of(id));
        await Retention(rows, at: Now.AddDays(91)).Look(default);

        Assert.Equal("", await rows.Of(id));
        foreach (var path in new[] { $"jobs/{id}", $"jobs/{id}/nodes", $"jobs/{id}/output/web1/stdout", $"job_status_feed/{id}" })
            Assert.Equal(404, (await org.Alice.Get(org.Path(path))).Status);
        Assert.Empty((await org.Get("jobs")).EnumerateArray());
    }

    [SkippableFact]
    public async Task A_job_that_has_not_ended_stays_however_old_it_is()
    {
        var org = await jobs.Organization("web1");
        var rows = new JobRows(org.Server, org.Id);
        await using var agent = await org.Agent("web1");
        var id = await org.Post("web1");
        await agent.Start();
        await org.Job(id, "running", 1);
        var before = await rows.Of(id);

        await Retention(rows, at: Now.AddDays(3650)).Look(default);

        Assert.Equal(before, await rows.Of(id));
        await agent.End(new AgentMessage.Succeeded(id));
        await org.Job(id, "complete");
    }

    [SkippableFact]
    public async Task Thousands_of_old_jobs_go_while_new_ones_are_posted()
    {
        var org = await jobs.Organization();
        var rows = new JobRows(org.Server, org.Id);
        var old = await rows.Add(2_000, Now.AddDays(-91));
        var young = await rows.Add(10, Now.AddDays(-89));

        var going = Task.Run(() => Retention(rows, at: Now).Look(default));
        var posted = new List<string>();
        while (!going.IsCompleted || posted.Count < 20)
            posted.Add(await org.Post("off"));   // each is 201

        Assert.Equal(old.Count, await going);
        Assert.Equal(young.Count + posted.Count, await rows.Listed());
        Assert.Equal("", await rows.Of(old[0].Value));
        Assert.Equal("", await rows.Of(old[^1].Value));
        Assert.Equal("jobs 1, job_nodes 2, job_output_streams 1, job_output_parts 1, journal 2, snapshot 1", (await rows.Of(young[0].Value)).Replace("org_feed 2, ", "", StringComparison.Ordinal));   // feeds are kept for a minute only
        Assert.Equal(200, (await org.Alice.Get(org.Path($"jobs/{young[^1].Value}"))).Status);
    }

    [SkippableFact]
    public async Task A_removal_that_ends_at_any_step_is_gone_on_with_and_the_job_is_404_all_the_while()
    {
        var org = await jobs.Organization();
        var rows = new JobRows(org.Server, org.Id);
        var id = (await rows.Add(1, Now.AddDays(-91)))[0];
        await rows.AddJournal([id], first: 3, rows: 2 * JobRemoval.MaxRows);
        Assert.Equal(200, (await org.Alice.Get(org.Path($"jobs/{id.Value}"))).Status);

        Assert.Equal(1, await new JobRemoval(rows.Database).Begin(Now.AddDays(-90), default));
        var steps = 0;
        (int Rows, bool Done) step;
        do
        {
            Assert.Equal(404, (await org.Alice.Get(org.Path($"jobs/{id.Value}"))).Status);
            step = await new JobRemoval(rows.Database).Step(default);   // a host that has just started
            Assert.InRange(step.Rows, 1, 2 * JobRemoval.MaxRows);
            steps++;
        }
        while (!step.Done);

        Assert.Equal(3, steps);
        Assert.Equal("", await rows.Of(id.Value));
        Assert.Equal((0, true), await new JobRemoval(rows.Database).Step(default));
    }

    [SkippableFact]
    public async Task Two_hosts_that_both_think_it_is_their_turn_do_no_harm()
    {
        var org = await jobs.Organization();
        var rows = new JobRows(org.Server, org.Id);
        var old = await rows.Add(400, Now.AddDays(-91));
        var young = await rows.Add(10, Now.AddDays(-89));

        await Task.WhenAll(Enumerable.Range(0, 2).Select(host => Task.Run(() => Retention(rows, at: Now, lease: $"host {host}").Look(default))));

        Assert.Equal(young.Count, await rows.Listed());
        foreach (var id in old)
            Assert.Equal("", await rows.Of(id.Value));
    }

    [SkippableFact]
    public async Task A_lease_of_a_host_whose_clock_was_an_hour_ahead_stands_in_nobodys_way()
    {
        var org = await jobs.Organization();
        var clock = new SettableClock(Now + TimeSpan.FromHours(1));
        var database = new JobRows(org.Server, org.Id).Database;
        Assert.True(await new Lease(database, "of a wrong clock", Guid.NewGuid(), TimeSpan.FromMinutes(2), clock).Take(default));

        Assert.True(await new Lease(database, "of a wrong clock", Guid.NewGuid(), TimeSpan.FromMinutes(2), new SettableClock(Now)).Take(default));
    }

    [SkippableFact]
    public async Task Only_one_host_has_the_lease_until_it_gives_it_back_or_dies()
    {
        var org = await jobs.Organization();
        var clock = new SettableClock(Now);
        var database = new JobRows(org.Server, org.Id).Database;
        Lease[] hosts = [.. Enumerable.Range(0, 2).Select(_ => new Lease(database, "a test", Guid.NewGuid(), TimeSpan.FromMinutes(2), clock))];

        Assert.True(await hosts[0].Take(default));
        Assert.False(await hosts[1].Take(default));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await hosts[0].Take(default));   // goes on for two minutes more
        clock.Advance(TimeSpan.FromSeconds(119));
        Assert.False(await hosts[1].Take(default));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await hosts[1].Take(default));
        Assert.False(await hosts[0].Take(default));
        await hosts[0].Release(default);   // not its own any more
        Assert.False(await hosts[0].Take(default));
        await hosts[1].Release(default);
        Assert.True(await hosts[0].Take(default));
    }

    [SkippableFact]
    public async Task A_host_without_the_lease_removes_nothing()
    {
        var org = await jobs.Organization();
        var rows = new JobRows(org.Server, org.Id);
        await rows.Add(1, Now.AddDays(-91));
        Assert.True(await new Lease(rows.Database, "taken", Guid.NewGuid(), TimeSpan.FromMinutes(2), TimeProvider.System).Take(default));

        Assert.Equal(0, await Retention(rows, at: Now, lease: "taken").Look(default));
        Assert.Equal(1, await rows.Listed());
        await Retention(rows, at: Now).Look(default);
    }

    [SkippableFact]
    public async Task It_looks_by_itself_as_long_as_the_server_runs_unless_jobs_are_kept_for_ever()
    {
        var org = await jobs.Organization();
        var rows = new JobRows(org.Server, org.Id);
        await rows.Add(60, Now.AddDays(-91));
        using var forEver = Retention(rows, at: Now, options: Kept with { FinishedJobs = TimeSpan.Zero });
        await forEver.StartAsync(default);
        await forEver.ExecuteTask!;
        Assert.Equal(60, await rows.Listed());

        using var retention = Retention(rows, at: Now);
        await retention.StartAsync(default);
        await Eventually.See(rows.Listed, left => left == 0);
        await rows.Add(1, Now.AddDays(-91));
        await Eventually.See(rows.Listed, left => left == 0);
        await retention.StopAsync(default);
    }

    private static JobRetention Retention(JobRows rows, DateTimeOffset at, string? lease = null, RetentionOptions? options = null)
    {
        var clock = new SettableClock(at);
        return new JobRetention(
            new JobRemoval(rows.Database), new Lease(rows.Database, lease ?? "a test's", Guid.NewGuid(), TimeSpan.FromMinutes(2), clock), options ?? Kept, new ServerMetrics(new Meter("Pushy.Test")), clock,
            new BackgroundLoops(new Meter("Pushy.Test"), clock), NullLogger<JobRetention>.Instance);
    }
}

[Collection(nameof(SqliteRetentionTests))]
public sealed class SqliteRetentionTests(JobServer jobs) : RetentionTests(jobs), IClassFixture<JobServer>;

/// <summary>On a server of its own: it removes what is old in anybody's organization.</summary>
[Collection(nameof(PostgresRetentionTests))]
public sealed class PostgresRetentionTests : RetentionTests, IClassFixture<PostgresJobServer>
{
    public PostgresRetentionTests(PostgresJobServer jobs)
        : base(jobs) => Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
}
