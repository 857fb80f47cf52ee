using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using LinqToDB.Data;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Actors.Jobs;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Server.Directories;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Pushy.Server.Tests.Links;

namespace Pushy.Server.Tests.Storage.Fence;

/// <summary>Two whole servers on one storage that do not know of each other, as the sides of a split would be if nobody were downed.</summary>
public abstract class SplitBrainTests(TestStorage storage) : IAsyncLifetime
{
    private const int Jobs = 20;

    public Task InitializeAsync() => storage.InitializeAsync();

    public Task DisposeAsync() => storage.DisposeAsync();

    [SkippableFact]
    public async Task A_job_is_taken_by_one_side_and_goes_on_there_or_with_the_other_when_that_is_alone()
    {
        await using var left = await TestServer.Second(_ => { }, storage.Sets);
        var right = await TestServer.Second(_ => { }, storage.Sets);
        await left.Made(left.Admin.CreateOrganization("acme", "Acme", default));
        await left.User("alice", admin: true);
        await left.Node("web1");
        var acme = (await left.Services.GetRequiredService<IDirectory>().FindOrganization("acme", default))!;
        var (org, rightly) = (new JobOrganization(left, acme), new JobOrganization(right, acme));
        await using var agent = await org.Agent("web1");
        await using var forgotten = await rightly.Agent("web1");
        var specs = Enumerable.Range(0, Jobs).Select(n => Spec(acme, n)).ToList();

        var taken = await Task.WhenAll(specs.Select(async spec => (await Task.WhenAll(Submit(left, spec), Submit(right, spec))).Count(yes => yes)));
        Assert.All(taken, sides => Assert.InRange(sides, 0, 1));
        Assert.Contains(1, taken);
        var beginnings = await Beginnings();
        Assert.Equal(beginnings.Distinct(), beginnings);

        await right.DisposeAsync();
        var known = specs.Where((_, n) => taken[n] == 1).Select(spec => spec.Id.Value).ToList();
        var done = 0;
        while (done < known.Count)
        {
            switch (await agent.Next())
            {
                case ServerMessage.Commit(var job, _): await agent.Say(new AgentMessage.AckCommit(job)); break;
                case ServerMessage.Run(var job):
                    await agent.Say(new AgentMessage.AckRun(job));
                    await agent.Say(new AgentMessage.Succeeded(job));
                    break;
                case ServerMessage.Recorded(var job) when known.Contains(job): done++; break;
                case null: Assert.Fail("the link ended"); break;
            }
        }

        foreach (var id in known)
            await org.Job(id, "complete");
    }

    private static JobSpec Spec(Organization org, int n) => new(
        JobId.Create(org.Id, Guid.NewGuid().ToByteArray().AsSpan(0, JobId.RandomBytes)), org.Id, $"job {n}", [new NodeName("web1")], 1,
        TimeSpan.FromHours(1), TimeSpan.FromMinutes(30), new RunOptions(), "alice");

    /// <summary>Whether this side says that the job is durable.</summary>
    private static async Task<bool> Submit(TestServer server, JobSpec spec)
    {
        var jobs = server.Services.GetRequiredService<IRequiredActor<JobActor>>().ActorRef;
        try
        {
            return await jobs.Ask<JobReply>(new ShardingEnvelope(spec.Id.Value, new JobCommand.Submit(spec)), TimeSpan.FromSeconds(5)) is { Refusal: null };
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }

    private async Task<List<string>> Beginnings()
    {
        await using var db = new DataConnection(storage.Database.JournalOptions);
        return await db.QueryToListAsync<string>("select persistence_id from journal where sequence_number = 1 and persistence_id like 'job-%' order by 1");
    }
}

public sealed class SqliteSplitBrainTests() : SplitBrainTests(new SqliteStorage());

public sealed class PostgresSplitBrainTests() : SplitBrainTests(new PostgresStorage());
