using Pushy.Cli.Jobs;

namespace Pushy.Cli.Tests.Jobs;

public sealed class StartPlanTests
{
    private static readonly StartPlan Plan = new(
        "chef-client",
        ["web1", "web2", "web3", "db1"],
        Quorum.Read("70%")!,
        new HashSet<string> { "web1", "web2", "web3" },
        new Dictionary<string, string> { ["web3"] = Some.JobId });

    [Fact]
    public void Who_is_likely_to_vote_yes_is_told_and_what_the_quorum_means()
    {
        Assert.False(Plan.LikelyToRun);
        Snapshot.Matches("plan-lost", Text(Plan));
    }

    [Fact]
    public void A_smaller_quorum_would_be_won()
    {
        var plan = Plan with { Quorum = Quorum.Read("1")! };

        Assert.True(plan.LikelyToRun);
        Snapshot.Matches("plan-won", Text(plan));
    }

    [Fact]
    public void Of_many_nodes_only_those_are_listed_that_would_not_vote_yes()
    {
        string[] names = [.. Enumerable.Range(1, 1000).Select(number => $"n{number}")];
        var plan = Plan with { Nodes = [.. names, "lost"], Available = names.ToHashSet() };

        Assert.Equal(["NODE  PRESENCE  LIKELY VOTE", "lost  offline   none: not connected"], plan.Table().Lines(null, colours: false));
        Assert.Equal(1000, plan.LikelyYes);
    }

    private static string Text(StartPlan plan) => string.Join('\n', plan.Table().Lines(80, colours: false).Concat(plan.Verdict()));
}
