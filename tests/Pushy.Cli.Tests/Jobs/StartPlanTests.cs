using Pushy.Cli.Jobs;
using Pushy.Contracts.Jobs;
using Pushy.Contracts.Nodes;

namespace Pushy.Cli.Tests.Jobs;

public sealed class StartPlanTests
{
    private static readonly Dictionary<string, NodeDocument> Known = new NodeDocument[]
    {
        new("web1", "online", "available"), new("web2", "online", "available"), new("web3", "online", "busy") { Job = Some.JobId }, new("db1", "offline", "unavailable"),
    }.ToDictionary(node => node.Name);

    private static StartPlan Plan(string quorum) =>
        new("chef-client", JobPlan.Of(["web1", "web2", "web3", "db1"], Quorum.Read(quorum)!, Known.GetValueOrDefault));

    [Fact]
    public void Who_is_likely_to_vote_yes_is_told_and_what_the_quorum_means() => Snapshot.Matches("plan-lost", Text(Plan("70%")));

    [Fact]
    public void A_smaller_quorum_would_be_won() => Snapshot.Matches("plan-won", Text(Plan("1")));

    [Fact]
    public void Of_many_nodes_only_those_are_listed_that_would_not_vote_yes()
    {
        string[] names = [.. Enumerable.Range(1, 1000).Select(number => $"n{number}")];
        var plan = new StartPlan("true", JobPlan.Of([.. names, "lost"], Quorum.Everyone, name => name == "lost" ? null : new NodeDocument(name, "online", "available")));

        Assert.Equal(["NODE  LIKELY VOTE", "lost  none: nobody has this name"], plan.Table().Lines(null, colours: false));
    }

    private static string Text(StartPlan plan) => string.Join('\n', plan.Table().Lines(80, colours: false).Concat(plan.Verdict()));
}
