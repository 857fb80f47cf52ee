using Microsoft.Data.Sqlite;
using Pushy.Actors.ReadModel;
using Pushy.Actors.Tests.Journal;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.ReadModel;

public sealed class JobReadModelTests
{
    [Fact]
    public async Task Jobs_are_listed_oldest_first_then_by_id_and_by_organization()
    {
        await using var database = await TempDatabase.Create();
        var model = database.ReadModel;
        await model.Write([Voting('c', 1), Voting('b', 2), Voting('d', 1), Voting('a', 3), Voting('e', 0, "another")]);

        var listed = await model.List(Samples.Spec.Organization, default).ToListAsync();

        Assert.Equal("cdba", string.Concat(listed.Select(job => job.Id.Value[0])));
        Assert.Empty(await model.List("nobody", default).ToListAsync());
    }

    [Fact]
    public async Task An_entry_shows_what_was_asked_for_and_how_it_stands()
    {
        await using var database = await TempDatabase.Create();
        var model = database.ReadModel;
        await model.Write([Samples.Finished]);

        var entry = Assert.Single(await model.List(Samples.Spec.Organization, default).ToListAsync());

        Assert.Equal(
            new JobListing(
                Samples.Spec.Id, Samples.Spec.Organization, Samples.Spec.Command, JobStatus.Complete, 3600, Samples.Finished.CreatedAt, Samples.Finished.Since,
                "deploy", "/srv", entry.Env, CaptureOutput: true, FileSpecified: true)
            { RequestedBy = Samples.Spec.RequestedBy, NodeCount = Samples.Spec.Nodes.Length, Succeeded = 0, Failed = 2 },   // one failed, one crashed
            entry);
        Assert.Equal("""{"LANG":"C","\u00DC":"\u20AC"}""", entry.Env);
    }

    [Fact]
    public async Task The_last_state_of_a_job_counts_within_a_batch_and_after_it()
    {
        await using var database = await TempDatabase.Create();
        var model = database.ReadModel;
        var voting = Voting('a', 0);
        var running = new JobState.Running(voting.Spec, voting.Nodes, voting.CreatedAt, Samples.Noon, Samples.Noon);
        await model.Write([voting, running]);
        Assert.Equal(JobStatus.Running, Assert.Single(await model.List(voting.Spec.Organization, default).ToListAsync()).Status);
        Assert.Null(await model.FindFinished(voting.Spec.Id, default));

        await model.Write([new JobState.Finished(voting.Spec, Ended(voting.Spec), voting.CreatedAt, Samples.Noon, JobStatus.Aborted)]);

        Assert.Equal(JobStatus.Aborted, Assert.Single(await model.List(voting.Spec.Organization, default).ToListAsync()).Status);
        Assert.NotNull(await model.FindFinished(voting.Spec.Id, default));
    }

    [Fact]
    public async Task What_a_slow_host_still_writes_of_a_job_that_has_finished_elsewhere_changes_nothing()
    {
        await using var database = await TempDatabase.Create();
        var model = database.ReadModel;
        var voting = Voting('a', 0);
        var finished = new JobState.Finished(voting.Spec, Ended(voting.Spec), voting.CreatedAt, Samples.Noon, JobStatus.Aborted);
        await model.Write([voting]);
        await model.Write([finished]);

        Assert.Empty(await model.Write([new JobState.Running(voting.Spec, voting.Nodes, voting.CreatedAt, Samples.Noon, Samples.Noon)]));

        Assert.Equal(JobStatus.Aborted, Assert.Single(await model.List(voting.Spec.Organization, default).ToListAsync()).Status);
        Assert.NotNull(await model.FindFinished(voting.Spec.Id, default));
    }

    [Fact]
    public async Task A_job_is_known_once_it_is_listed()
    {
        await using var database = await TempDatabase.Create();
        var job = Voting('a', 0);

        Assert.False(await database.ReadModel.Has(job.Spec.Id, default));
        Assert.Null(await database.ReadModel.FindFinished(job.Spec.Id, default));
        await database.ReadModel.Write([job]);

        Assert.True(await database.ReadModel.Has(job.Spec.Id, default));
    }

    [Fact]
    public async Task A_finished_job_over_50_000_nodes_is_read_back_whole()
    {
        await using var database = await TempDatabase.Create();
        NodeEnding[] endings = [.. Samples.Endings.Values];
        var spec = Samples.Spec with { Nodes = [.. Enumerable.Range(0, 50_000).Select(number => new NodeName($"node-{number}.example.com"))] };
        var parts = spec.Nodes.Select((node, number) => KeyValuePair.Create(node, (NodePart)new NodePart.Ended(endings[number % endings.Length], Samples.Noon, null)));
        var job = new JobState.Finished(spec, NodeBoard.Of(parts), Samples.Noon, Samples.Noon.AddHours(1), JobStatus.Complete);
        await database.ReadModel.Write([job]);

        var read = (await database.ReadModel.FindFinished(spec.Id, default))!;

        Samples.AssertSame(spec, read.Spec);
        Assert.Equal(job.Nodes.Counts.Of(NodeState.Crashed), read.Nodes.Counts.Of(NodeState.Crashed));
        Assert.All(spec.Nodes, node => Assert.Equal(job.Nodes.Find(node), read.Nodes.Find(node)));
    }

    [Fact]
    public async Task A_batch_that_fails_leaves_nothing_behind()
    {
        await using var database = await TempDatabase.Create();
        var good = Voting('a', 0);
        var bad = good with { Spec = good.Spec with { Id = new JobId(new string('b', 32)), Command = null! } };

        await Assert.ThrowsAsync<SqliteException>(() => database.ReadModel.Write([good, bad]));

        Assert.False(await database.ReadModel.Has(good.Spec.Id, default));
    }

    private static JobState.Voting Voting(char id, int second, string? organization = null)
    {
        var spec = Samples.Spec with { Id = new JobId(new string(id, 32)), Organization = organization ?? Samples.Spec.Organization };
        return new JobState.Voting(spec, NodeBoard.Of(spec.Nodes), Samples.Noon.AddSeconds(second), Samples.Noon.AddSeconds(60));
    }

    private static NodeBoard Ended(JobSpec spec) => NodeBoard.Of(spec.Nodes).End(NodeStates.IsLive, new NodeEnding.AbortedByUser("bob"), Samples.Noon);
}
