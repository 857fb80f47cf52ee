using LinqToDB.Data;
using Pushy.Contracts.Agents;
using Pushy.Server.Directories;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Pushy.Server.Tests.Storage;

/// <summary>A row that a later version wrote, while servers of both run side by side: its job waits, and nothing is guessed.</summary>
public abstract class NewerJournalTests(TestStorage storage) : IAsyncLifetime
{
    public Task InitializeAsync() => storage.InitializeAsync();

    public Task DisposeAsync() => storage.DisposeAsync();

    [SkippableFact]
    public async Task A_job_with_a_row_that_is_not_known_is_left_alone_until_somebody_knows_it()
    {
        string ours, theirs;
        await using (var server = await TestServer.Second(_ => { }, storage.Sets))
        {
            await server.Made(server.Admin.CreateOrganization("acme", "Acme", default));
            await server.User("alice", admin: true);
            await server.Node("web1");
            await server.Node("web2");
            var org = await Acme(server);
            await using var web1 = await org.Agent("web1");
            await using var web2 = await org.Agent("web2");
            (ours, theirs) = (await org.Post("web1"), await org.Post("web2"));
            await web1.Start();
            await web2.Start();
            await org.Job(ours, "running", nodes: 1);
            await org.Job(theirs, "running", nodes: 1);
        }

        await Sql($"update journal set manifest = 'job.written.v2' where persistence_id = 'job-{theirs}' and sequence_number = 2");
        var rows = await Rows(theirs);
        await using (var server = await TestServer.Second(_ => { }, [.. storage.Sets, "pushy.jobs.ask-timeout=1s"]))
        {
            var org = await Acme(server);
            await using var web2 = await org.Agent("web2", theirs);
            await web2.Say(new AgentMessage.Succeeded(theirs));
            await using var web1 = await org.Agent("web1", ours);
            await web1.End(new AgentMessage.Succeeded(ours));
            await org.Job(ours, "complete");
            Assert.InRange((await org.Alice.Get(org.Path($"jobs/{theirs}"))).Status, 503, 504);
        }

        Assert.Equal(rows, await Rows(theirs));

        await Sql($"update journal set manifest = 'job.written.v1' where persistence_id = 'job-{theirs}'");
        await using (var server = await TestServer.Second(_ => { }, storage.Sets))
        {
            var org = await Acme(server);
            await using var web2 = await org.Agent("web2", theirs);
            await web2.End(new AgentMessage.Succeeded(theirs));
            await org.Job(theirs, "complete");
        }
    }

    private static async Task<JobOrganization> Acme(TestServer server) =>
        new(server, (await server.Services.GetRequiredService<IDirectory>().FindOrganization("acme", default))!);

    private async Task Sql(string statement)
    {
        await using var db = new DataConnection(storage.Database.JournalOptions);
        await db.ExecuteAsync(statement);
    }

    private async Task<int> Rows(string job)
    {
        await using var db = new DataConnection(storage.Database.JournalOptions);
        return await db.ExecuteAsync<int>($"select count(*) from journal where persistence_id = 'job-{job}'");
    }
}

public sealed class SqliteNewerJournalTests() : NewerJournalTests(new SqliteStorage());

public sealed class PostgresNewerJournalTests() : NewerJournalTests(new PostgresStorage());
