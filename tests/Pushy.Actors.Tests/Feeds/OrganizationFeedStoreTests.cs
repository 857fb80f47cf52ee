using Pushy.Actors.ReadModel;
using Pushy.Actors.Tests.Journal;
using Pushy.Actors.Tests.ReadModel;
using Pushy.Contracts.Feeds;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Feeds;

/// <summary>What a write to the list of jobs adds to the feeds of their organizations.</summary>
public sealed class OrganizationFeedStoreTests
{
    private const string Mine = "0123456789abcdef0123456789abcdef";
    private const string Other = "fedcba9876543210fedcba9876543210";
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_job_starts_and_ends_once_however_often_it_is_listed()
    {
        await using var database = await TempDatabase.Create();
        var model = database.ReadModel;

        Assert.Equal([Mine], await model.Write([Voting(1)]));
        Assert.Empty(await model.Write([Voting(1)]));
        Assert.Empty(await model.Write([Running(1)]));
        Assert.Equal([Mine], await model.Write([Finished(1)]));
        Assert.Empty(await model.Write([Finished(1)]));

        Assert.Equal(["1 start", "2 job_complete"], await Told(database, Mine));
    }

    [Fact]
    public async Task A_job_that_is_listed_late_starts_all_the_same()
    {
        await using var database = await TempDatabase.Create();
        await database.ReadModel.Write([Finished(1), Running(2)]);
        await database.ReadModel.Write([Voting(3), Finished(3)]);

        Assert.Equal(["1 start", "2 job_complete", "3 start", "4 start", "5 job_complete"], await Told(database, Mine));
    }

    [Fact]
    public async Task Each_organization_has_numbers_of_its_own()
    {
        await using var database = await TempDatabase.Create();
        Assert.Equal([Mine, Other], await database.ReadModel.Write([Voting(1), Voting(2, Other), Voting(3)]));

        Assert.Equal(["1 start", "2 start"], await Told(database, Mine));
        Assert.Equal(["1 start"], await Told(database, Other));
    }

    [Fact]
    public async Task A_job_that_ends_as_it_starts_ends_later_than_it_started()
    {
        await using var database = await TempDatabase.Create();
        await database.ReadModel.Write([Finished(1, since: Noon)]);

        var told = await new OrganizationFeedStore(database.Options).Read(Mine, 1, 10);

        Assert.Equal([Noon, Noon.AddMicroseconds(1)], told.Select(news => news.Message.At));
        Assert.Equal(("complete", null), (told[1].Message.Status, told[1].Message.Start));
    }

    [Fact]
    public async Task Start_tells_what_was_asked_for()
    {
        await using var database = await TempDatabase.Create();
        await database.ReadModel.Write([Samples.Finished]);

        var start = (await new OrganizationFeedStore(database.Options).Read(Samples.Spec.Organization, 1, 1)).Single().Message;

        Assert.Equal(
            new FeedStart(Samples.Spec.Command, 3600, Samples.Spec.Quorum, Samples.Spec.Nodes.Length, Samples.Spec.RequestedBy)
            {
                JobUser = "deploy",
                Dir = "/srv",
                Env = start.Start!.Env,
                FileSpecified = true,
                Capture = true,
            },
            start.Start);
        Assert.Equal(Samples.Spec.Options.Env!.AsEnumerable(), start.Start.Env!.OrderBy(variable => variable.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_older_than_is_kept_goes_a_bounded_part_at_a_time_and_numbers_go_on()
    {
        await using var database = await TempDatabase.Create();
        var model = new JobReadModel(database.Options) { FeedHistory = TimeSpan.FromSeconds(60) };
        for (var batch = 0; batch < 6; batch++)
            await model.Write([.. Enumerable.Range(batch * 500, 500).Select(n => Voting(n))]);

        await model.Write([Voting(9000, at: Noon.AddSeconds(120))]);
        Assert.Equal(3001, await Count(database));   // kept for a minute longer than readers may stay away
        await model.Write([Voting(9001, at: Noon.AddSeconds(121))]);
        Assert.Equal(3002 - 2000, await Count(database));
        await model.Write([Voting(9002, at: Noon.AddSeconds(121))]);

        Assert.Equal(["3001 start", "3002 start", "3003 start"], await Told(database, Mine));
    }

    [Fact]
    public async Task The_oldest_that_is_kept_is_told_by_time_and_none_is_the_one_to_come()
    {
        await using var database = await TempDatabase.Create();
        var store = new OrganizationFeedStore(database.Options);
        Assert.Equal(1, await store.FirstSince(Mine, Noon));
        await database.ReadModel.Write([Voting(1), Voting(2, at: Noon.AddSeconds(1))]);

        Assert.Equal(1, await store.FirstSince(Mine, Noon));
        Assert.Equal(2, await store.FirstSince(Mine, Noon.AddSeconds(1)));
        Assert.Equal(3, await store.FirstSince(Mine, Noon.AddSeconds(2)));
        Assert.Equal(1, await store.FirstSince(Other, Noon));
    }

    private static async Task<long> Count(TempDatabase database) => (await new OrganizationFeedStore(database.Options).Read(Mine, 1, 10_000)).Count;

    private static async Task<IEnumerable<string>> Told(TempDatabase database, string organization) =>
        (await new OrganizationFeedStore(database.Options).Read(organization, 1, 10_000)).Select(news => $"{news.Number} {news.Message.Name}");

    private static JobSpec Spec(int id, string organization) => Samples.Spec with { Id = new JobId($"{id:x32}"), Organization = organization };

    private static JobState.Voting Voting(int id, string organization = Mine, DateTimeOffset? at = null) =>
        new(Spec(id, organization), NodeBoard.Of(Samples.Spec.Nodes), at ?? Noon, Noon);

    private static JobState.Running Running(int id) => new(Spec(id, Mine), NodeBoard.Of(Samples.Spec.Nodes), Noon, Noon, Noon);

    private static JobState.Finished Finished(int id, DateTimeOffset? since = null) =>
        Samples.Finished with { Spec = Spec(id, Mine), CreatedAt = Noon, Since = since ?? Noon.AddSeconds(5) };
}
