using Pushy.Actors.Jobs;
using Pushy.Actors.Presence;
using Pushy.Actors.Tests.Stage;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

public sealed class UnknownNameTests : VirtualHost
{
    private sealed class Book(Func<NodeKey, Func<bool>, Task<NameFinding>> find) : INameBook
    {
        public Task<NameFinding> Find(NodeKey key, Func<bool> maySuggest) => find(key, maySuggest);
    }

    private static Book Of(params string[] known) => new((key, maySuggest) => Task.FromResult(
        known.Contains(key.Node.Value) ? NameFinding.Known : new NameFinding(true, maySuggest() ? NearestName.To(key.Node, known) : null)));

    [Fact]
    public async Task A_name_that_nobody_has_is_told_with_the_nearest_and_a_node_that_is_off_is_not()
    {
        NameBook = Of("web7", "web1");
        var job = Spec(new("web07"), new("web7"), new("mail"));

        await Submit(job);

        Assert.Equal(new NodeEnding.DownWhileVoting(DownReason.UnknownName) { Nearest = new("web7") }, await EndingOf(job, new("web07")));
        Assert.Equal(new NodeEnding.DownWhileVoting(DownReason.NeverSeen), await EndingOf(job, new("web7")));
        Assert.Equal(new NodeEnding.DownWhileVoting(DownReason.UnknownName), await EndingOf(job, new("mail")));
        Assert.Equal(JobStatus.QuorumFailed, await StatusOf(job));
    }

    [Fact]
    public async Task Only_some_names_of_a_job_are_looked_for_among_all()
    {
        var known = Enumerable.Range(0, 100).Select(n => $"server-{n}").ToArray();
        NameBook = Of(known);
        var job = Spec([.. Enumerable.Range(0, 100).Select(n => new NodeName($"sevrer-{n}"))]);

        await Submit(job);

        var near = 0;
        foreach (var node in job.Nodes)
            near += await EndingOf(job, node) is NodeEnding.DownWhileVoting { Why: DownReason.UnknownName, Nearest: not null } ? 1 : 0;
        Assert.Equal(NearestName.MostLooks, near);
    }

    [Fact]
    public async Task A_book_that_does_not_answer_holds_no_vote_up()
    {
        NameBook = new Book((_, _) => new TaskCompletionSource<NameFinding>().Task);
        var job = Spec(new NodeName("web07"));
        await Submit(job);
        Assert.Equal(JobStatus.Voting, await StatusOf(job));

        await Pass(2);

        Assert.Equal(new NodeEnding.DownWhileVoting(DownReason.NeverSeen), await EndingOf(job, new("web07")));
    }

    [Fact]
    public async Task A_node_that_comes_while_its_name_is_looked_up_is_asked_for_its_vote()
    {
        NameBook = new Book((_, _) => new TaskCompletionSource<NameFinding>().Task);
        var job = Spec(Web1);
        await Submit(job);

        var agent = await Connect(Web1);
        await Pass(3);

        Assert.Equal(JobStatus.Voting, await StatusOf(job));
        Assert.Contains(agent.Heard(), said => said is Contracts.Agents.ServerMessage.Commit);
    }
}
